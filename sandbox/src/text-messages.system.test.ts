import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import type { MessageNetwork } from './world/message-control.ts';

/** Every push arrives twice, every message that somebody writes too, and delivery reports come in the wrong order. */
describe('text messages around calls', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      state: 'embedded',
      events: 'embedded',
      languageModel: 'rules',
      duplicatesPushes: true,
      basics: { PATH: process.env['PATH'] ?? '' },
      clock: systemClock,
    });
    const network: MessageNetwork = { callbackOrder: 'reversed' };
    const response = await fetch(`${sandbox.origins.control}/messages/network`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(network),
    });
    expect(response.status).toBe(204);
  });
  afterAll(() => sandbox[Symbol.asyncDispose]());

  it.concurrent(
    'move and cancel an appointment that was booked by phone; calendar, Salesforce and messages agree at each step',
    async () => {
      const { call, result } = await placeScenario(sandbox, { scenario: 'sms' }, systemClock);
      expect(call.gaveUp).toBeNull();
      expect(result.outcome).toBe('appointment-booked');
      const { from } = scenarios.sms(systemClock.now());
      const mine = result.sms.filter(({ to }) => to === from);
      expect(mine).toMatchObject([{ status: 'delivered' }]);
      expect(result.texts.filter(({ isAsExpected }) => !isAsExpected)).toEqual([]);
      const [offered, moved, asked, cancelled] = result.texts;
      expect(moved?.appointmentAt).not.toBe(offered?.appointmentAt);
      expect(asked?.appointmentAt).toBe(moved?.appointmentAt);
      expect(cancelled).toMatchObject({ appointmentAt: null, salesforceAt: null });
    },
  );

  it.concurrent.each([
    ['link', 'have the link in them that the caller asked for'],
    ['cut-off', 'follow a call that broke off'],
  ] as const)('%s: %s', async (name, _what) => {
    const { call, result } = await placeScenario(sandbox, { scenario: name }, systemClock);
    const scenario = scenarios[name](systemClock.now());
    expect(call.gaveUp).toBeNull();
    expect(result.outcome).toBe(scenario.expectedOutcome);
    const mine = result.sms.filter(({ to }) => to === scenario.from);
    expect(mine).toMatchObject([{ status: 'delivered' }]);
    expect(mine[0]?.['body']).toMatch(new RegExp(scenario.expectedMessage ?? ''));
  });

  it('are each delivered once, and known to be', async () => {
    const { twilio } = (await (await fetch(`${sandbox.origins.control}/state`)).json()) as {
      twilio: { messages: { sid: string; status: string }[] };
    };
    expect(twilio.messages.map(({ status }) => status)).toEqual(Array(7).fill('delivered'));
    await expect
      .poll(async () => {
        const known = await sandbox.store.query({ collection: 'messageDeliveries' });
        return known.map(({ id, data }) => `${id} ${String(data['status'])}`).sort();
      })
      .toEqual(twilio.messages.map(({ sid }) => `${sid} delivered`).sort());
  });
});
