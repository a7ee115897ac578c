import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { findEmulators } from './emulators.ts';
import { placeScenario } from './report/place-call.ts';
import { everydayScenarioNames, scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';

const found = findEmulators();

if (found.type === 'missing') {
  process.stderr.write(`SKIPPED: calls on Google's emulators, because ${found.reason}\n`);
  describe.skip(`calls on Google's emulators (skipped: ${found.reason})`, () => undefined);
} else {
  describe("calls with their state and events on Google's emulators", () => {
    let sandbox: Sandbox;
    const opened = new AsyncDisposableStack();
    beforeAll(async () => {
      sandbox = opened.use(
        await startSandbox({
          state: 'firestore',
          events: 'pubsub',
          languageModel: 'rules',
          basics: { PATH: process.env['PATH'] ?? '' },
          clock: systemClock,
        }),
      );
    });
    afterAll(() => opened.disposeAsync());

    it.concurrent.each(everydayScenarioNames)('%s ends as it should', async (name) => {
      const { call, result } = await placeScenario(
        sandbox,
        { scenario: name, seed: 4 },
        systemClock,
      );
      expect(call.gaveUp).toBeNull();
      expect(result.outcome).toBe(scenarios[name](systemClock.now()).expectedOutcome);
      expect(result.salesforce.tasks).toHaveLength(1);
    });
  });
}
