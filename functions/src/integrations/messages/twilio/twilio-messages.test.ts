import { Hono } from 'hono';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { FaultPlan } from '@standardiste/sandbox/vendors/faults.ts';
import { listenHttp } from '@standardiste/sandbox/vendors/http-listener.ts';
import { createMessagesApi } from '@standardiste/sandbox/vendors/twilio/messages.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describeMessageSender } from '../messages.contract.ts';
import { createTwilioMessages, type TwilioMessagesOptions } from './twilio-messages.ts';

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'demo-key' };

async function open(overrides: Partial<TwilioMessagesOptions> = {}) {
  const faults = new FaultPlan();
  const clock = systemClock;
  const api = createMessagesApi({ ...account, faults, clock });
  const app = new Hono().route(`/2010-04-01/Accounts/${account.accountSid}`, api.app);
  const listener = await listenHttp(app);
  const sender = createTwilioMessages({
    ...account,
    apiBaseUrl: listener.origin,
    // Longer than a busy machine takes for its first request.
    timeoutMs: 1_000,
    clock,
    ...overrides,
  });
  return {
    sender,
    api,
    faults,
    taken: () => api.messages(),
    optOut: (phone: string) => api.optOut(phone),
    loseNextAnswer: () => faults.set([{ operation: 'messages.create', kind: 'hang-after-commit' }]),
    loseNextAnswerAndLookUp: () =>
      faults.set([
        { operation: 'messages.create', kind: 'hang-after-commit' },
        { operation: 'messages.list', kind: 'error', status: 503 },
      ]),
    throttleNext: () => faults.set([{ operation: 'messages.create', kind: 'error', status: 429 }]),
    async [Symbol.asyncDispose]() {
      api[Symbol.dispose]();
      await listener[Symbol.asyncDispose]();
    },
  };
}

describeMessageSender('Twilio', open);

const { signal } = new AbortController();
const message = {
  to: '+33639980001',
  from: '+33199000001',
  body: 'Bonjour',
  key: 'sms:a b:1',
  mayExist: false,
};

describe('Twilio messages', () => {
  it('go out by the messaging service, with the key in the status callback', async () => {
    const messagingServiceSid = `MG${'1'.repeat(32)}`;
    const statusCallbackUrl = 'https://relay.example/twilio/message-status';
    await using under = await open({ messagingServiceSid, statusCallbackUrl });
    await under.sender.send(message, signal);
    expect(under.taken()).toMatchObject([
      { messagingServiceSid, from: null, statusCallback: `${statusCallbackUrl}?key=sms%3Aa+b%3A1` },
    ]);
  });

  it.each([
    ['cut', { kind: 'cut' } as const, { retryable: true, ambiguous: true }],
    ['server error', { kind: 'error', status: 500 } as const, { retryable: true, ambiguous: true }],
    [
      'bad credentials',
      { kind: 'error', status: 401, code: '20003' } as const,
      { retryable: false },
    ],
  ])('say what a failure means: %s', async (_name, fault, verdict) => {
    await using under = await open();
    under.faults.set([{ operation: 'messages.create', ...fault }]);
    await expect(under.sender.send(message, signal)).rejects.toMatchObject(verdict);
    expect(under.taken()).toHaveLength(0);
  });

  it('are known not to be sent when nobody listens', async () => {
    const under = await open();
    await under[Symbol.asyncDispose]();
    const failure = under.sender.send(message, signal);
    await expect(failure).rejects.toMatchObject({ retryable: true, ambiguous: false });
  });

  it('are found in the queue, before they have a sending time', async () => {
    await using under = await open();
    await under.sender.send(message, signal);
    const again = await under.sender.send({ ...message, mayExist: true }, signal);
    expect(again).toMatchObject({ isNew: false });
  });

  it('wait in the schedule of a messaging service until they are taken back', async () => {
    await using under = await open({ messagingServiceSid: `MG${'1'.repeat(32)}` });
    const sendAt = new Date(systemClock.now() + 3_600_000);
    const sent = await under.sender.send({ ...message, sendAt }, signal);
    expect(under.taken()).toMatchObject([{ status: 'scheduled' }]);
    const messageId = await under.sender.find({ ...message, mayExist: true }, signal);
    expect(sent).toMatchObject({ messageId });
    expect(await under.sender.cancel(messageId ?? '', signal)).toBe('cancelled');
    expect(await under.sender.cancel(messageId ?? '', signal)).toBe('too-late');
    expect(await under.sender.find({ ...message, mayExist: true }, signal)).toBeUndefined();
  });

  it('have no schedule without a messaging service', async () => {
    await using under = await open();
    expect(under.sender.schedule).toBeUndefined();
    const sendAt = new Date(systemClock.now() + 3_600_000);
    const refused = under.sender.send({ ...message, sendAt }, signal);
    await expect(refused).rejects.toMatchObject({ retryable: false });
  });

  it.each([
    [{}, 'https://api.twilio.com'],
    [{ region: 'ie1', edge: 'dublin' }, 'https://api.dublin.ie1.twilio.com'],
  ])('stay in the region that they are sent from: %j', async (region, origin) => {
    const asked: string[] = [];
    class NotingClient extends twilio.RequestClient {
      override request: InstanceType<typeof twilio.RequestClient>['request'] = ({
        uri,
        method,
      }) => {
        asked.push(new URL(uri).origin);
        const body = { sid: 'SM1', messages: [], page: 0, page_size: 50 };
        const statusCode = method === 'post' && uri.endsWith('/Messages.json') ? 201 : 200;
        return Promise.resolve({ statusCode, body, headers: {}, toString: () => '' } as never);
      };
    }
    await using under = await open({ ...region, httpClient: new NotingClient() });
    await under.sender.send({ ...message, mayExist: true }, signal);
    await under.sender.cancel('SM1', signal);
    expect(asked).toEqual([origin, origin, origin]);
  });

  it('of an earlier time are not taken for this one', async () => {
    await using under = await open();
    await under.sender.send(message, signal);
    const notBefore = new Date(systemClock.now() + 120_000);
    const again = await under.sender.send({ ...message, mayExist: true, notBefore }, signal);
    expect(again).toMatchObject({ isNew: true });
  });
});
