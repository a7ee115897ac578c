import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentNamesIn, explainedNames, findEnvironmentNames } from './environment-names.ts';

const repository = resolve(import.meta.dirname, '../../..');

describe('.env.example', () => {
  it('names every variable that a schema reads, once, and no other', async () => {
    const example = await readFile(join(repository, '.env.example'), 'utf8');
    const names = await findEnvironmentNames(repository);
    expect(names).toContain('PUBLIC_BASE_URL');
    expect(explainedNames(example)).toEqual(names);
  });
});

describe('environmentNamesIn', () => {
  it('finds the variables of a schema and nothing else', () => {
    const text = `
      const schema = z.object({
        PORT: z.coerce.number(),
        LLM_MODEL: optional,
        lowerCase: z.string(),
      });
      return { MAX: 3, KEY: values.KEY };`;
    expect(environmentNamesIn(text)).toEqual(['PORT', 'LLM_MODEL']);
  });
});
