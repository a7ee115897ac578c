import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { installedBundles } from './build/installed-bundles.ts';
import { placeScenario } from './report/place-call.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import { describeOnEmulators } from './vendors/emulators.fixture.ts';

const path = process.env['PATH'] ?? '';
const repository = fileURLToPath(new URL('../../', import.meta.url));

/** What is deployed is not what the other tests run: modules become scripts, Google's clients are trimmed, V8 takes a code cache. */
describeOnEmulators('calls through the bundles', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    await installedBundles(repository, { path });
    sandbox = await startSandbox({
      state: 'firestore',
      events: 'pubsub',
      languageModel: 'rules',
      isBundled: true,
      basics: { PATH: path },
      clock: systemClock,
    });
  }, 600_000);
  afterAll(() => sandbox[Symbol.asyncDispose]());

  it.concurrent.each(['book', 'question', 'move', 'dictate'] as const)(
    '%s ends as it should',
    async (name) => {
      const { call, result } = await placeScenario(
        sandbox,
        { scenario: name, seed: 2 },
        systemClock,
      );
      expect(call.gaveUp).toBeNull();
      expect(call.damageCount).toBe(0);
      expect(result.outcome).toBe(scenarios[name](systemClock.now()).expectedOutcome);
      expect(result.salesforce.tasks).toHaveLength(1);
    },
  );
});
