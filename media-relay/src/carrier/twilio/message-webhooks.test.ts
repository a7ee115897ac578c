import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import type { BusMessage } from '@standardiste/shared/cloud/event-bus.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { signTwilioRequest } from '@standardiste/sandbox/vendors/twilio/signing.ts';
import { describe, expect, it } from 'vitest';
import { createMessageInbox } from './message-inbox.ts';
import { createMessageWebhooks } from './message-webhooks.ts';

const origin = 'https://relay.example';
const authToken = 'demo-key';
const inbound = {
  MessageSid: `SM${'1'.repeat(32)}`,
  From: '+33639980001',
  To: '+33199000001',
  Body: 'OUI',
  NumMedia: '0',
};
const report = { MessageSid: inbound.MessageSid, To: inbound.From, MessageStatus: 'undelivered' };

async function open() {
  const clock = new VirtualClock();
  const store = await openMemoryDocumentStore({ clock });
  const logger = createMemoryLogger();
  const messages: BusMessage[] = [];
  const refused: string[] = [];
  let isBusDown = false;
  const bus = {
    publish(message: BusMessage) {
      if (isBusDown) return Promise.reject(new Error('down'));
      messages.push(message);
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const app = createMessageWebhooks({
    authTokens: [authToken],
    publicBaseUrl: () => origin,
    inbox: createMessageInbox({ store, bus, clock, logger }),
    findProfile: (phone) => (phone === inbound.To ? { profileId: 'ecole-demo' } : undefined),
    onRefused: (path) => void refused.push(path),
    clock,
    logger,
  });
  const post = (path: string, form: Record<string, string>, signedWith = authToken) =>
    clock.runUntil(
      Promise.resolve(
        app.request(`${origin}${path}`, {
          method: 'POST',
          headers: { 'x-twilio-signature': signTwilioRequest(signedWith, origin + path, form) },
          body: new URLSearchParams(form),
        }),
      ),
    );
  return { post, messages, refused, store, stopBus: () => void (isBusDown = true) };
}

describe('the webhooks of text messages', () => {
  it('take what somebody wrote', async () => {
    const { post, messages } = await open();
    const answer = await post('/sms', inbound);
    expect([answer.status, await answer.text()]).toEqual([200, '<Response/>']);
    expect(messages).toMatchObject([
      {
        topic: 'message-received',
        attributes: { eventId: `${inbound.MessageSid}:message-received` },
        data: { profileId: 'ecole-demo', from: inbound.From, body: 'OUI', optOut: null },
      },
    ]);
  });

  it('take an opt-out for a number that nobody answers', async () => {
    const { post, messages } = await open();
    await post('/sms', { ...inbound, To: '+33199000099', Body: 'STOP', OptOutType: 'STOP' });
    expect(messages).toMatchObject([{ data: { profileId: null, optOut: 'STOP' } }]);
  });

  it('take a delivery report with the key of its message', async () => {
    const { post, messages } = await open();
    const path = '/message-status?key=sms%3Ardv1%3A1%3Aconfirmation';
    expect((await post(path, { ...report, ErrorCode: '30006' })).status).toBe(204);
    expect(messages).toMatchObject([
      {
        topic: 'message-status-changed',
        data: { key: 'sms:rdv1:1:confirmation', status: 'undelivered', errorCode: 30006 },
      },
    ]);
  });

  it('refuse what Twilio has not signed', async () => {
    const { post, messages, refused } = await open();
    expect((await post('/sms', inbound, 'another-key')).status).toBe(403);
    expect((await post('/message-status?key=a', report, 'another-key')).status).toBe(403);
    expect(messages).toEqual([]);
    expect(refused).toEqual(['/sms', '/message-status']);
  });

  it('acknowledge what nobody understands, and tell nobody', async () => {
    const { post, messages } = await open();
    expect((await post('/sms', { Body: 'OUI' })).status).toBe(200);
    expect((await post('/message-status', report)).status).toBe(204);
    expect((await post('/message-status?key=a', { ...report, MessageStatus: 'new' })).status).toBe(
      204,
    );
    expect(messages).toEqual([]);
  });

  it('keep in the outbox what the broker does not take', async () => {
    const { post, store, stopBus } = await open();
    stopBus();
    expect((await post('/sms', inbound)).status).toBe(200);
    const left = await store.query({ collection: 'outbox' });
    expect(left).toHaveLength(1);
  });

  it('ask Twilio to come again when nothing can be stored', async () => {
    const { post, store } = await open();
    await store[Symbol.asyncDispose]();
    expect((await post('/sms', inbound)).status).toBe(503);
  });
});
