import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const packageNames = ['shared', 'media-relay', 'functions', 'sandbox'];

/** What the tool says of a tree that holds nothing but these files: `rule: from → to`, sorted. */
async function violationsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'floors-'));
  try {
    await mkdir(join(root, 'node_modules/@standardiste'), { recursive: true });
    for (const name of packageNames) {
      await mkdir(join(root, name, 'src'), { recursive: true });
      await writeFile(
        join(root, name, 'package.json'),
        JSON.stringify({
          name: `@standardiste/${name}`,
          type: 'module',
          exports: { './*': './src/*' },
        }),
      );
      await symlink(join(root, name), join(root, 'node_modules/@standardiste', name));
    }
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const options = await extractDepcruiseOptions(join(repository, '.dependency-cruiser.cjs'));
    const sources = packageNames.map((name) => `${name}/src`);
    const { output } = await cruise(sources, { ...options, baseDir: root, validate: true });
    const { violations } = (output as ICruiseResult).summary;
    return violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
  } finally {
    await rm(root, { recursive: true });
  }
}

const exported = 'export interface Thing { readonly name: string }\nexport const thing = 1;\n';
const typeImport = (from: string): string =>
  `import type { Thing } from '${from}';\nexport type Kept = Thing;\n`;
const valueImport = (from: string): string =>
  `import { thing } from '${from}';\nexport const kept = thing;\n`;

describe('the import rules', () => {
  it('accept imports that point down', async () => {
    const files = {
      'shared/src/errors/fault.ts': exported,
      'shared/src/contracts/words.ts': typeImport('../errors/fault.ts') + exported,
      'shared/src/cloud/event-bus.ts': typeImport('../contracts/words.ts') + exported,
      'shared/src/cloud/google/event-bus.ts': typeImport('../event-bus.ts') + exported,
      'media-relay/src/engine/engine.ts':
        typeImport('@standardiste/shared/contracts/words.ts') + exported,
      'media-relay/src/engine/cascade/cascade.ts': valueImport('../engine.ts') + exported,
      'media-relay/src/engine/cascade/google.ts': typeImport('./cascade.ts'),
      'media-relay/src/conversation/advance-call.ts': typeImport('../engine/engine.ts') + exported,
      'media-relay/src/conversation/call-session.ts': valueImport('./advance-call.ts') + exported,
      'media-relay/src/conversation/call-session.test.ts':
        valueImport('./call-session.ts') + "import '@standardiste/sandbox/voice/speak.ts';",
      'media-relay/src/conversation/whole-call.fixture.ts':
        valueImport('../engine/cascade/cascade.ts') +
        "import '@standardiste/sandbox/voice/speak.ts';",
      'functions/src/integrations/crm/crm.ts': typeImport(
        '@standardiste/shared/contracts/words.ts',
      ),
      'functions/src/salesforce-logging/log-call.ts':
        "import type {} from '../integrations/crm/crm.ts';\nimport type {} from '../platform/event-handler.ts';",
      'functions/src/platform/event-handler.ts': exported,
      'media-relay/src/main.ts':
        "import './conversation/call-session.ts';\nimport './engine/cascade/google.ts';\nimport '@standardiste/shared/cloud/google/event-bus.ts';",
      'sandbox/src/voice/speak.ts': typeImport('@standardiste/shared/contracts/words.ts'),
    };
    expect(await violationsOf(files)).toEqual([]);
  });

  it.each([
    {
      what: 'pure code that takes a type from the words above it',
      files: {
        'shared/src/contracts/words.ts': exported,
        'shared/src/streams/queue.ts': typeImport('../contracts/words.ts'),
      },
      expected: ['floor-0: shared/src/streams/queue.ts → shared/src/contracts/words.ts'],
    },
    {
      what: 'words that take a type from a port',
      files: {
        'shared/src/cloud/event-bus.ts': exported,
        'shared/src/contracts/words.ts': typeImport('../cloud/event-bus.ts'),
      },
      expected: ['floor-1: shared/src/contracts/words.ts → shared/src/cloud/event-bus.ts'],
    },
    {
      what: 'a port that takes a type from its implementation',
      files: {
        'media-relay/src/carrier/twilio/link.ts': exported,
        'media-relay/src/carrier/carrier.ts': typeImport('./twilio/link.ts'),
      },
      expected: [
        'floor-2: media-relay/src/carrier/carrier.ts → media-relay/src/carrier/twilio/link.ts',
      ],
    },
    {
      what: 'a decider that takes a type from the shell',
      files: {
        'media-relay/src/conversation/call-session.ts': exported,
        'media-relay/src/conversation/advance-call.ts': typeImport('./call-session.ts'),
      },
      expected: [
        'no-shell-below: media-relay/src/conversation/advance-call.ts → media-relay/src/conversation/call-session.ts',
      ],
    },
    {
      what: 'an implementation that takes a type from another one',
      files: {
        'media-relay/src/carrier/twilio/link.ts': exported,
        'media-relay/src/carrier/telnyx/link.ts': typeImport('../twilio/link.ts'),
      },
      expected: [
        'floor-3:media-relay/src/carrier/*: media-relay/src/carrier/telnyx/link.ts → media-relay/src/carrier/twilio/link.ts',
      ],
    },
    {
      what: 'the relay taking a type from the functions, by package name',
      files: {
        'functions/src/platform/event-handler.ts': exported,
        'media-relay/src/main.ts': typeImport('@standardiste/functions/platform/event-handler.ts'),
      },
      expected: [
        'relay-and-functions-apart: media-relay/src/main.ts → functions/src/platform/event-handler.ts',
      ],
    },
    {
      what: 'a function that takes a type from the relay, even in a test',
      files: {
        'media-relay/src/carrier/carrier.ts': exported,
        'functions/src/sweeper/sweep.test.ts': typeImport(
          '@standardiste/media-relay/carrier/carrier.ts',
        ),
      },
      expected: [
        'relay-and-functions-apart: functions/src/sweeper/sweep.test.ts → media-relay/src/carrier/carrier.ts',
      ],
    },
    {
      what: 'a composition root that needs the sandbox',
      files: {
        'sandbox/src/vendors/twilio.ts': exported,
        'media-relay/src/main.ts': typeImport('@standardiste/sandbox/vendors/twilio.ts'),
      },
      expected: [
        'no-sandbox-in-production: media-relay/src/main.ts → sandbox/src/vendors/twilio.ts',
      ],
    },
    {
      what: 'a test that uses the benchmarks of the sandbox',
      files: {
        'sandbox/src/bench/load.ts': exported,
        'media-relay/src/http/server.test.ts': typeImport('@standardiste/sandbox/bench/load.ts'),
      },
      expected: [
        'tests-borrow-little-of-sandbox: media-relay/src/http/server.test.ts → sandbox/src/bench/load.ts',
      ],
    },
    {
      what: 'a simulator that takes a type from the code that it deceives',
      files: {
        'media-relay/src/carrier/carrier.ts': exported,
        'sandbox/src/vendors/twilio.ts': typeImport('@standardiste/media-relay/carrier/carrier.ts'),
      },
      expected: [
        'sandbox-roots-load-roots: sandbox/src/vendors/twilio.ts → media-relay/src/carrier/carrier.ts',
        'sandbox-runs-does-not-import: sandbox/src/vendors/twilio.ts → media-relay/src/carrier/carrier.ts',
      ],
    },
    {
      what: 'a decider that reaches the clock through another file',
      files: {
        'shared/src/time/clock.ts': exported,
        'media-relay/src/conversation/silence.ts': typeImport('@standardiste/shared/time/clock.ts'),
        'media-relay/src/conversation/advance-call.ts': "export * from './silence.ts';",
      },
      expected: [
        'deciders-reach-no-machine: media-relay/src/conversation/advance-call.ts → shared/src/time/clock.ts',
      ],
    },
    {
      what: 'a composition root that something imports',
      files: {
        'media-relay/src/main.ts': exported,
        'media-relay/src/http/server.ts': typeImport('../main.ts'),
      },
      expected: [
        'entries-are-started: media-relay/src/http/server.ts → media-relay/src/main.ts',
        'floor-3:media-relay/src/*: media-relay/src/http/server.ts → media-relay/src/main.ts',
      ],
    },
    {
      what: 'a cycle that only types close',
      files: {
        'shared/src/contracts/call.ts': typeImport('./turn.ts') + exported,
        'shared/src/contracts/turn.ts': typeImport('./call.ts') + exported,
      },
      expected: ['no-cycle: shared/src/contracts/call.ts → shared/src/contracts/turn.ts'],
    },
    {
      what: 'an import that leads nowhere',
      files: {
        'shared/src/contracts/call.ts': valueImport('@standardiste/shared/contracts/gone.ts'),
      },
      expected: [
        'resolvable: shared/src/contracts/call.ts → @standardiste/shared/contracts/gone.ts',
      ],
    },
    {
      what: 'production code that calls a contract suite',
      files: {
        'shared/src/cloud/event-bus.contract.ts': exported,
        'shared/src/cloud/event-bus.ts': valueImport('./event-bus.contract.ts'),
      },
      expected: [
        'no-test-in-production: shared/src/cloud/event-bus.ts → shared/src/cloud/event-bus.contract.ts',
      ],
    },
    {
      what: 'pure code that opens files',
      files: {
        'media-relay/src/audio/wav.ts': "import { open } from 'node:fs';\nexport { open };",
      },
      expected: ['pure-without-machine: media-relay/src/audio/wav.ts → fs'],
    },
  ])('refuse $what', async ({ files, expected }) => {
    expect(await violationsOf(files)).toEqual(expected);
  });
});
