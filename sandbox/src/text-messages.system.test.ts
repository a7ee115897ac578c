import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import { knownCaller } from './world/people.ts';
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
    const undeliverable = { phone: knownCaller.phone, errorCode: 30006 };
    const network: MessageNetwork = { callbackOrder: 'reversed', undeliverable };
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

  it.concurrent('that do not arrive are told in Salesforce', async ({ expect }) => {
    const { call, result } = await placeScenario(
      sandbox,
      { scenario: 'particular-wish' },
      systemClock,
    );
    expect(call.gaveUp).toBeNull();
    const mine = result.sms.filter(({ to }) => to === knownCaller.phone);
    expect(mine).toMatchObject([{ status: 'undelivered', errorCode: 30006 }]);
    await expect
      .poll(async () => (await readState(sandbox)).salesforce.tasks, { timeout: 15_000 })
      .toContainEqual(
        expect.objectContaining({
          CallSid__c: call.callSid,
          Description: expect.stringContaining('n’est pas arrivé') as unknown,
        }),
      );
  });

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

  it('are each sent once, and what became of them is known', async () => {
    const { twilio } = await readState(sandbox);
    const statuses = twilio.messages.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<string>(7).fill('delivered'), 'undelivered']);
    await expect
      .poll(async () => {
        const known = await sandbox.store.query({ collection: 'messageDeliveries' });
        return known.map(({ id, data }) => `${id} ${String(data['status'])}`).sort();
      })
      .toEqual(twilio.messages.map(({ sid, status }) => `${sid} ${status}`).sort());
  });
});

interface WorldState {
  readonly twilio: {
    readonly messages: readonly { readonly sid: string; readonly status: string }[];
  };
  readonly salesforce: { readonly tasks: readonly Record<string, unknown>[] };
}

async function readState({ origins }: Sandbox): Promise<WorldState> {
  return (await (await fetch(`${origins.control}/state`)).json()) as WorldState;
}
