import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTwilioSimulator } from '../../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import type { TwilioSimulator } from '../../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import { createTwilioRescue } from './rescue.ts';

const account = { accountSid: 'AC00000000000000000000000000000001', authToken: 'auth-token' };
const resumeUrl = 'http://127.0.0.1:9/resume';
const { signal } = new AbortController();

let twilio: TwilioSimulator;
beforeEach(async () => {
  twilio = await startTwilioSimulator({ ...account, timings: { webhookMs: 60_000 } });
});
afterEach(() => twilio[Symbol.asyncDispose]());

const open = () =>
  createTwilioRescue({ ...account, apiBaseUrl: twilio.origin, resumeUrl, clock: systemClock });

describe('taking a call back over REST', () => {
  it('has Twilio ask how it goes on, and says when it is over', async () => {
    const call = twilio.placeCall({
      from: '+33639980001',
      to: '+33199000001',
      voiceUrl: 'http://127.0.0.1:9/never',
      party: { onPlayed: () => undefined, nextFrame: () => new Uint8Array(160) },
    });
    const rescue = open();
    expect(await rescue.isOver(call.callSid, signal)).toBe(false);
    expect(await rescue.reconnect(call.callSid, signal)).toBe('reconnected');
    const redirected = call.timeline.find(({ event }) => event === 'redirected');
    expect(redirected?.detail).toEqual({ url: resumeUrl });
    call.phone.hangUp();
    await call.phone.ended;
    expect(await rescue.reconnect(call.callSid, signal)).toBe('over');
    expect(await rescue.isOver(call.callSid, signal)).toBe(true);
  });

  it('takes a call that Twilio does not know for over', async () => {
    expect(await open().reconnect('CA1', signal)).toBe('over');
    expect(await open().isOver('CA1', signal)).toBe(true);
  });

  it('takes a Twilio that fails for no answer', async () => {
    twilio.faults.set([{ operation: '*', kind: 'error', status: 503, times: 2 }]);
    await expect(open().reconnect('CA1', signal)).rejects.toMatchObject({ retryable: true });
    await expect(open().isOver('CA1', signal)).rejects.toMatchObject({ retryable: true });
  });
});
