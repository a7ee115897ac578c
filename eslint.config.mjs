import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Composition roots: they name implementations, read the environment, own the process and its output. */
const roots = [
  '**/main.ts',
  '**/*-main.ts',
  'functions/src/*/index.ts',
  'sandbox/src/{call,broker,outside-world,functions-host,bundled-functions-host}.ts',
];
const tests = ['**/*.test.ts', '**/*.contract.ts'];

const clockHint = 'Take a Clock (shared/src/time/clock.ts).';
const timerNames = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'];
const globalObjects = ['globalThis', 'global'];

const shape = [
  {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Export by name.',
  },
  {
    selector: 'TSEnumDeclaration',
    message: 'Use a union of literals, or a table `as const`.',
  },
  {
    selector: 'CallExpression[callee.object.name="vi"][callee.property.name=/^(do)?(un)?mock$/i]',
    message: 'Pass a fake as a dependency; a fake keeps the contract of the real thing.',
  },
];

const wallClock = [
  {
    selector:
      'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: `Reads the machine's clock. ${clockHint}`,
  },
];

const timerGlobals = timerNames.map((name) => ({ name, message: clockHint }));

const clockProperties = [
  { object: 'Date', property: 'now', message: clockHint },
  { object: 'performance', property: 'now', message: clockHint },
  { object: 'AbortSignal', property: 'timeout', message: 'Use withTimeout with a Clock.' },
  { object: 'vi', property: 'useFakeTimers', message: 'Use VirtualClock.' },
  ...globalObjects.flatMap((object) =>
    timerNames.map((property) => ({ object, property, message: clockHint })),
  ),
];

const environmentProperties = [
  {
    object: 'process',
    property: 'env',
    message: 'Only config.ts and the roots see the environment; take what you need as a parameter.',
  },
];

const clockImports = [
  { name: 'node:timers', importNames: timerNames, message: clockHint },
  { name: 'node:timers/promises', message: clockHint },
  { name: 'timers/promises', message: clockHint },
  { name: 'node:perf_hooks', importNames: ['performance'], message: clockHint },
];

const environmentImports = [
  { name: 'node:process', importNames: ['env', 'default'], message: 'Use the global process.' },
];

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '.data/',
      'coverage/',
      '**/fixtures/',
      '**/*.{js,cjs,mjs}',
    ],
  },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // What the compiler does not see
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': 'error',
      'prefer-const': 'error',
      'no-console': 'error',

      // House style
      'no-restricted-syntax': ['error', ...shape, ...wallClock],
      'no-restricted-globals': ['error', ...timerGlobals],
      'no-restricted-properties': ['error', ...clockProperties, ...environmentProperties],
      'no-restricted-imports': ['error', { paths: [...clockImports, ...environmentImports] }],

      // Off: the compiler's own option does it, with `_` for what is meant to be unused
      '@typescript-eslint/no-unused-vars': 'off',
      // Off: `return reject(reason)` and `() => void` one-liners are how this house writes early exits
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Off: an implementation of an async port often has nothing to await
      '@typescript-eslint/require-await': 'off',
      // Objects in messages are refused; a number, or an undefined that came where something was expected, is wanted there
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true, allowRegExp: false },
      ],
      // Off: refuses String(value) for every value of unknown type, which simulators and error messages need
      '@typescript-eslint/no-base-to-string': 'off',
      // Off: `() => void (flag = true)` makes an assignment a statement
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Off: strings are spread by code point, which is what French needs
      '@typescript-eslint/no-misused-spread': 'off',
      // Off: ports are written with methods and made by factories, so taking a method out of one is safe
      '@typescript-eslint/unbound-method': 'off',
      // Off: does not know Promise.withResolvers<void>()
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Off: `delete fields[name]` is how a copy loses a field
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Off: it believes that a flag cannot change while something is awaited
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['shared/src/time/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-imports': ['error', { paths: environmentImports }],
      'no-restricted-properties': ['error', ...environmentProperties],
      'no-restricted-syntax': ['error', ...shape],
    },
  },
  {
    files: ['**/config.ts', ...tests],
    rules: {
      'no-restricted-properties': ['error', ...clockProperties],
    },
  },
  {
    files: tests,
    rules: {
      // Tests look into parsed answers, and expect.stringContaining() and its like are of type any
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: roots,
    rules: {
      'no-console': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...shape],
    },
  },
  {
    files: ['*.config.ts'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-properties': 'off',
    },
  },
);
