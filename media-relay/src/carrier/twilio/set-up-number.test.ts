import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTwilioSimulator } from '../../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import type { TwilioSimulator } from '../../../../sandbox/src/vendors/twilio/twilio-simulator.ts';
import { setUpNumber, type SetUpNumberOptions } from './set-up-number.ts';

const number = '+33199000001';
const accountSid = 'AC00000000000000000000000000000001';

let twilio: TwilioSimulator;
beforeEach(async () => {
  twilio = await startTwilioSimulator({
    accountSid,
    authToken: 'irish-token',
    mainAuthToken: 'american-token',
    numbers: ['+33199000002', number],
  });
});
afterEach(() => twilio[Symbol.asyncDispose]());

function setUp(options: Partial<SetUpNumberOptions> = {}) {
  return setUpNumber({
    account: {
      accountSid,
      authToken: 'irish-token',
      region: 'ie1',
      edge: 'dublin',
      apiBaseUrl: twilio.origin,
    },
    mainAuthToken: 'american-token',
    number,
    publicBaseUrl: 'https://appels.example.fr/',
    isDryRun: false,
    clock: systemClock,
    signal: new AbortController().signal,
    ...options,
  });
}

describe('setting up a number', () => {
  it('points calls, status, fallback and messages at the relay, in the region, and reads it back', async () => {
    const report = await setUp({ fallbackUrl: 'https://handler.twilio.com/twiml/EH0' });
    expect(report.remaining).toEqual([]);
    expect(twilio.state().numbers[1]).toMatchObject({
      voice_region: 'ie1',
      settings: {
        voice_url: 'https://appels.example.fr/twilio/voice#rc=2&rt=3000',
        voice_fallback_url: 'https://handler.twilio.com/twiml/EH0',
        status_callback: 'https://appels.example.fr/twilio/status',
        sms_url: 'https://appels.example.fr/twilio/sms',
      },
    });
    expect(report.settings.voiceRegion).toBe('ie1');
    expect(twilio.state().numbers[0]).toMatchObject({ voice_region: 'us1' });
  });

  it('changes nothing the second time, and keeps the fallback that somebody chose', async () => {
    await setUp({ fallbackUrl: 'https://handler.twilio.com/twiml/EH0' });
    expect(await setUp()).toMatchObject({ changes: [], remaining: [] });
  });

  it('asks the relay once more when there is no fallback at all', async () => {
    await setUp();
    expect(twilio.state().numbers[1]?.settings.voice_fallback_url).toBe(
      'https://appels.example.fr/twilio/voice',
    );
  });

  it('takes the number away from applications and trunks, which would go before the addresses', async () => {
    const settings = twilio.state().numbers[1]?.settings;
    if (settings !== undefined) settings.voice_application_sid = 'AP0';
    const { changes } = await setUp();
    expect(changes).toContainEqual({ setting: 'voiceApplicationSid', from: 'AP0', to: '' });
    expect(settings?.voice_application_sid).toBe('');
  });

  it('says in a dry run what it would change, and changes nothing', async () => {
    const before = structuredClone(twilio.state().numbers);
    const { changes } = await setUp({ isDryRun: true });
    expect(changes.map(({ setting }) => setting)).toEqual(
      expect.arrayContaining(['voiceUrl', 'statusCallback', 'smsUrl', 'voiceRegion']),
    );
    expect(twilio.state().numbers).toEqual(before);
  });

  it('reports what Twilio takes and does not keep', async () => {
    const settings = twilio.state().numbers[1]?.settings ?? {};
    Object.defineProperty(settings, 'sms_url', {
      enumerable: true,
      get: () => 'https://elsewhere.example.fr',
      set: () => undefined,
    });
    expect((await setUp()).remaining).toEqual([
      {
        setting: 'smsUrl',
        from: 'https://elsewhere.example.fr',
        to: 'https://appels.example.fr/twilio/sms',
      },
    ]);
  });

  it('says that the account has no such number', async () => {
    await expect(setUp({ number: '+33199000009' })).rejects.toThrow(ConfigInvalidError);
    await expect(setUp({ number: '+33199000009' })).rejects.toThrow(
      'has no number +33199000009 in ie1',
    );
  });

  it('says which token routing asks for', async () => {
    await expect(setUp({ mainAuthToken: undefined })).rejects.toThrow('TWILIO_US1_AUTH_TOKEN');
  });

  it('passes on what Twilio says', async () => {
    twilio.faults.set([{ operation: 'numbers.list', kind: 'error', status: 503, times: null }]);
    await expect(setUp()).rejects.toMatchObject({ retryable: true });
  });
});
