import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { everydayScenarioNames, scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import { describeOnEmulators } from './vendors/emulators.fixture.ts';

describeOnEmulators('calls with their state and events', () => {
  let sandbox: Sandbox;
  const opened = new AsyncDisposableStack();
  beforeAll(async () => {
    sandbox = opened.use(
      await startSandbox({
        state: 'firestore',
        events: 'pubsub',
        hasFrontDesk: true,
        languageModel: 'rules',
        basics: { PATH: process.env['PATH'] ?? '' },
        clock: systemClock,
      }),
    );
  });
  afterAll(() => opened.disposeAsync());

  it.concurrent.each(everydayScenarioNames)('%s ends as it should', async (name) => {
    const { call, result } = await placeScenario(sandbox, { scenario: name, seed: 4 }, systemClock);
    expect(call.gaveUp).toBeNull();
    expect(result.outcome).toBe(scenarios[name](systemClock.now()).expectedOutcome);
    expect(result.salesforce.tasks).toHaveLength(1);
  });
});
