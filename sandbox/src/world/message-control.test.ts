import { createMessageControl } from './message-control.ts';
import { schoolProfile } from './school.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenHttp, type HttpListener } from '../vendors/http-listener.ts';
import { Hono } from 'hono';
import { signTwilioRequest } from '../vendors/twilio/signing.ts';
import { startTwilioSimulator, type TwilioSimulator } from '../vendors/twilio/twilio-simulator.ts';

const authToken = 'auth-token';
const from = '+33639980001';

interface Taken {
  readonly signature: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

let twilio: TwilioSimulator;
let product: HttpListener;
let taken: Taken[];
let status: number;

beforeEach(async () => {
  taken = [];
  status = 200;
  const app = new Hono().post('/twilio/sms', async (context) => {
    const form = Object.fromEntries(new URLSearchParams(await context.req.text()));
    taken.push({ signature: context.req.header('x-twilio-signature'), form });
    return new Response('<Response/>', { status });
  });
  product = await listenHttp(app);
  const accountSid = `AC${'0'.repeat(32)}`;
  twilio = await startTwilioSimulator({ accountSid, authToken, timings: { webhookMs: 1 } });
});
afterEach(async () => {
  await twilio[Symbol.asyncDispose]();
  await product[Symbol.asyncDispose]();
});

const post = (path: string, body: object) =>
  createMessageControl(twilio).request(path, { method: 'POST', body: JSON.stringify(body) });

describe('a message that somebody writes', () => {
  it('is posted to the product, signed, from the number and to the one that messages come from', async () => {
    const answer = await post('/', { from, body: 'DEPLACER', publicBaseUrl: product.origin });
    expect(await answer.json()).toMatchObject({ body: 'DEPLACER', answers: [200] });
    const [{ signature, form } = { signature: '', form: {} }] = taken;
    expect(form).toMatchObject({ From: from, To: schoolProfile.sms.sender, Body: 'DEPLACER' });
    expect(signature).toBe(signTwilioRequest(authToken, `${product.origin}/twilio/sms`, form));
  });

  it('is posted as often as wanted, as one message', async () => {
    await post('/', { from, body: 'Oui', copies: 3, publicBaseUrl: product.origin });
    expect(taken).toHaveLength(3);
    expect(new Set(taken.map(({ form }) => form['MessageSid'])).size).toBe(1);
  });

  it('is kept with what became of it', async () => {
    status = 503;
    await post('/', { from, body: 'STOP', optOutType: 'STOP', publicBaseUrl: product.origin });
    expect(twilio.state().received).toMatchObject([{ body: 'STOP', answers: [null] }]);
    expect(taken[0]?.form['OptOutType']).toBe('STOP');
  });
});

describe('the network of messages', () => {
  it('loses what it is told to lose, and refuses who has said STOP', async () => {
    const undeliverable = { phone: from, errorCode: 30006 };
    const optOut = '+33639980002';
    const answer = await post('/network', { callbackOrder: 'reversed', undeliverable, optOut });
    expect(answer.status).toBe(204);
    expect(await send(optOut)).toMatchObject({ code: 21610 });
    await post('/network', { optIn: optOut });
    expect(await send(optOut)).toMatchObject({ status: 'queued' });
    await send(from);
    await expect
      .poll(() => twilio.state().messages.map(({ to, status: is }) => [to, is]))
      .toEqual([
        [optOut, 'delivered'],
        [from, 'undelivered'],
      ]);
  });

  it('is not changed by nonsense', async () => {
    const app = createMessageControl(twilio);
    app.onError((_error, context) => context.json({}, 400));
    const body = JSON.stringify({ callbackOrder: 'sideways' });
    expect((await app.request('/network', { method: 'POST', body })).status).toBe(400);
  });
});

async function send(to: string): Promise<unknown> {
  const accountSid = `AC${'0'.repeat(32)}`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const url = `${twilio.origin}/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const body = new URLSearchParams({ To: to, From: '+33199000101', Body: 'Bonjour' });
  return (await fetch(url, { method: 'POST', headers: { authorization }, body })).json();
}
