import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTwilioSimulator } from '../../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import type { TwilioSimulator } from '../../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import { createTwilioCalls } from './rest.ts';

const account = { accountSid: 'AC00000000000000000000000000000001', authToken: 'auth-token' };
const { signal } = new AbortController();

let twilio: TwilioSimulator;
beforeEach(async () => {
  twilio = await startTwilioSimulator({ ...account, timings: { webhookMs: 60_000 } });
});
afterEach(() => twilio[Symbol.asyncDispose]());

const open = (authToken = account.authToken) =>
  createTwilioCalls({ ...account, authToken, apiBaseUrl: twilio.origin, clock: systemClock });

/** A call that rings: its webhook takes a minute. */
function placeCall() {
  return twilio.placeCall({
    from: '+33639980001',
    to: '+33199000001',
    voiceUrl: 'http://127.0.0.1:9/never',
    party: { onPlayed: () => undefined, nextFrame: () => new Uint8Array(160) },
  });
}

async function failureOf(work: Promise<void>): Promise<VendorFailedError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(VendorFailedError);
  return error as VendorFailedError;
}

describe('ending a call over REST', () => {
  it('ends it, and is content when it is over already', async () => {
    const call = placeCall();
    const calls = open();
    await calls.hangUp(call.callSid, signal);
    expect((await call.phone.ended).by).toBe('callbot');
    await calls.hangUp(call.callSid, signal);
  });

  it('says that a wrong password or an unknown call will not get better', async () => {
    const wrong = await failureOf(open('wrong').hangUp('CA1', signal));
    expect(wrong).toMatchObject({ vendor: 'twilio', retryable: false, ambiguous: false });
    const unknown = await failureOf(open().hangUp('CA1', signal));
    expect(unknown.message).toContain('20404');
  });

  it('says that a failing or unreachable Twilio may get better', async () => {
    twilio.faults.set([{ operation: 'calls.update', kind: 'error', status: 503 }]);
    expect(await failureOf(open().hangUp('CA1', signal))).toMatchObject({
      retryable: true,
      ambiguous: true,
    });
    const away = createTwilioCalls({
      ...account,
      apiBaseUrl: 'http://127.0.0.1:9',
      clock: systemClock,
    });
    expect((await failureOf(away.hangUp('CA1', signal))).retryable).toBe(true);
  });

  it('stops waiting when it is told to', async () => {
    twilio.faults.set([{ operation: 'calls.update', kind: 'hang' }]);
    const controller = new AbortController();
    const hangingUp = open().hangUp('CA1', controller.signal);
    await sleep(systemClock, 30);
    controller.abort(new Error('draining'));
    await expect(hangingUp).rejects.toThrow('draining');
  });
});
