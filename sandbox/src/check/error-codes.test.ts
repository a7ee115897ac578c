import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodesIn, explainedCodes, findErrorCodes } from './error-codes.ts';

const repository = resolve(import.meta.dirname, '../../..');

describe('docs/errors.md', () => {
  it('explains every error code, and no code that does not exist', async () => {
    const codes = (await findErrorCodes(repository)).map(({ code }) => code);
    const page = await readFile(join(repository, 'docs/errors.md'), 'utf8');
    expect(codes).toContain('config-invalid');
    expect(explainedCodes(page).sort()).toEqual([...new Set(codes)].sort());
  });

  it('finds one class for each code', async () => {
    const codes = (await findErrorCodes(repository)).map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });
});

describe('errorCodesIn', () => {
  it('reads codes of classes, with and without override', () => {
    const text = `
      export class QueueFullError extends CallbotError {
        override readonly code = 'queue-full';
      }
      class OtherError extends QueueFullError {
        readonly code: string = 'other';
      }
      class PlainError extends Error {}`;
    expect(errorCodesIn(text, 'a.ts')).toEqual([
      { code: 'queue-full', className: 'QueueFullError', file: 'a.ts' },
      { code: 'other', className: 'OtherError', file: 'a.ts' },
    ]);
  });

  it('refuses a code that it cannot read', () => {
    const text = 'class OddError extends CallbotError { \n override readonly code = makeCode();\n}';
    expect(() => errorCodesIn(text, 'a.ts')).toThrow('a.ts: OddError needs a literal code');
  });
});
