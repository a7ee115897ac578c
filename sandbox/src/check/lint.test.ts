import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const eslint = new ESLint({ cwd: repository });

/** Files that exist, so that the type-aware parser knows their place; their text is replaced. */
const places = {
  pure: 'shared/src/streams/async-queue.ts',
  time: 'shared/src/time/system-clock.ts',
  config: 'functions/src/platform/config.ts',
  root: 'sandbox/src/check/main.ts',
  test: 'sandbox/src/check/lint.test.ts',
} as const;

async function rulesBroken(place: keyof typeof places, text: string): Promise<string[]> {
  const results = await eslint.lintText(text, { filePath: resolve(repository, places[place]) });
  return results.flatMap(({ messages }) =>
    messages.map((message) => message.ruleId ?? message.message),
  );
}

// The first text makes the type checker read the whole program
describe('the linter', { timeout: 90_000 }, () => {
  it.each([
    {
      what: 'a promise that nobody awaits',
      text: 'export function run(work: () => Promise<number>): void { work(); }',
      rule: '@typescript-eslint/no-floating-promises',
    },
    {
      what: 'a switch that forgets a member of the union',
      text: "export function f(x: 'a' | 'b'): void { switch (x) { case 'a': f('b'); } }",
      rule: '@typescript-eslint/switch-exhaustiveness-check',
    },
    {
      what: 'throwing something that is no error',
      text: "export function f(): never { throw 'no'; }",
      rule: '@typescript-eslint/only-throw-error',
    },
    {
      what: 'any',
      text: 'export type Loose = Record<string, any>;',
      rule: '@typescript-eslint/no-explicit-any',
    },
    { what: 'a default export', text: 'export default 1;', rule: 'no-restricted-syntax' },
    { what: 'an enum', text: 'export enum Colour { Red }', rule: 'no-restricted-syntax' },
    { what: 'console', text: "console.log('hello');", rule: 'no-console' },
    {
      what: 'an empty catch',
      text: 'try { f(); } catch {} export function f(): void { return; }',
      rule: 'no-empty',
    },
    { what: 'a raw timer', text: 'setTimeout(() => undefined, 1);', rule: 'no-restricted-globals' },
    {
      what: 'a timer by way of globalThis',
      text: 'globalThis.setInterval(() => undefined, 1);',
      rule: 'no-restricted-properties',
    },
    {
      what: 'a timer from its module',
      text: "import { setTimeout as wait } from 'node:timers/promises';\nexport const pause = wait(1);",
      rule: 'no-restricted-imports',
    },
    {
      what: 'a signal with a timer inside',
      text: 'export const signal = AbortSignal.timeout(1);',
      rule: 'no-restricted-properties',
    },
    {
      what: 'the wall clock',
      text: 'export const now = Date.now();',
      rule: 'no-restricted-properties',
    },
    {
      what: 'a date that is now',
      text: 'export const now = new Date();',
      rule: 'no-restricted-syntax',
    },
    {
      what: 'the environment',
      text: "export const home = process.env['HOME'];",
      rule: 'no-restricted-properties',
    },
  ])('refuses $what in production code', async ({ text, rule }) => {
    expect(await rulesBroken('pure', text)).toContain(rule);
  });

  it('refuses module mocks and raw timers in tests', async () => {
    const text =
      "import { vi } from 'vitest';\nvi.mock('./x.ts');\nsetTimeout(() => undefined, 1);";
    expect(await rulesBroken('test', text)).toEqual([
      'no-restricted-syntax',
      'no-restricted-globals',
    ]);
  });

  it('lets only shared/time and the roots touch timers, and only roots and config.ts the environment', async () => {
    const timer = 'setTimeout(() => undefined, Date.now());';
    const environment = "export const home = process.env['HOME'];";
    expect(await rulesBroken('time', timer)).toEqual([]);
    expect(await rulesBroken('root', timer)).toEqual([]);
    expect(await rulesBroken('root', environment)).toEqual([]);
    expect(await rulesBroken('config', environment)).toEqual([]);
    expect(await rulesBroken('config', timer)).not.toEqual([]);
    expect(await rulesBroken('time', environment)).toEqual(['no-restricted-properties']);
  });

  it('accepts a date made from a number', async () => {
    expect(await rulesBroken('pure', 'export const start = new Date(0);')).toEqual([]);
  });
});
