import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import type { MessageNetwork } from './world/message-control.ts';

/** Every push arrives twice, every message that somebody writes too, and delivery reports come in the wrong order. */
describe('an appointment that was booked by phone', () => {
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

  it('is moved, then cancelled by text message; calendar, Salesforce and messages agree at each step', async () => {
    const { call, result } = await placeScenario(sandbox, { scenario: 'sms' }, systemClock);
    expect(call.gaveUp).toBeNull();
    expect(result.outcome).toBe('appointment-booked');
    expect(result.sms).toMatchObject([{ status: 'delivered' }]);
    expect(result.texts.filter(({ isAsExpected }) => !isAsExpected)).toEqual([]);
    const [offered, moved, asked, cancelled] = result.texts;
    expect(moved?.appointmentAt).not.toBe(offered?.appointmentAt);
    expect(asked?.appointmentAt).toBe(moved?.appointmentAt);
    expect(cancelled).toMatchObject({ appointmentAt: null, salesforceAt: null });
  });

  it('leaves five messages, each delivered, and known to be', async () => {
    const { twilio } = (await (await fetch(`${sandbox.origins.control}/state`)).json()) as {
      twilio: { messages: { sid: string; status: string }[] };
    };
    expect(twilio.messages.map(({ status }) => status)).toEqual(Array(5).fill('delivered'));
    await expect
      .poll(async () => {
        const known = await sandbox.store.query({ collection: 'messageDeliveries' });
        return known.map(({ id, data }) => `${id} ${String(data['status'])}`).sort();
      })
      .toEqual(twilio.messages.map(({ sid }) => `${sid} delivered`).sort());
  });
});
