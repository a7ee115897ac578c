import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { FaultPlan } from '../faults.ts';
import { createMessagesApi } from './messages.ts';

const accountSid = `AC${'0'.repeat(32)}`;
const phone = '+33639980001';

function open() {
  const clock = new VirtualClock();
  const callbacks: string[] = [];
  const api = createMessagesApi({
    accountSid,
    authToken: 'demo-key',
    faults: new FaultPlan(),
    clock,
    sendCallback: (url, form) => void callbacks.push(`${url} ${form['MessageStatus'] ?? ''}`),
  });
  const call = async (path: string, form?: Record<string, string>, key = 'demo-key') => {
    const authorization = `Basic ${Buffer.from(`${accountSid}:${key}`).toString('base64')}`;
    const response = await api.app.request(path, {
      headers: { authorization },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { api, clock, call, callbacks };
}

const form = { To: phone, From: 'ECOLE', Body: 'Bonjour' };

describe('the messages of the Twilio simulator', () => {
  it('are refused without the account key', async () => {
    const { call } = open();
    expect(await call('/Messages.json', form, 'wrong')).toMatchObject({
      status: 401,
      body: { code: 20003 },
    });
  });

  it.each([
    [{ ...form, To: '0639980001' }, 21211],
    [{ ...form, To: '+33199000001' }, 21614],
    [{ ...form, To: '+33639980002' }, 21610],
    [{ ...form, Body: '' }, 21602],
    [{ ...form, Body: 'a'.repeat(1_601) }, 21617],
    [{ To: phone, Body: 'Bonjour' }, 21603],
  ])('are refused when malformed: %j', async (refused, code) => {
    const { api, call } = open();
    api.optOut('+33639980002');
    expect(await call('/Messages.json', refused)).toMatchObject({ status: 400, body: { code } });
    expect(api.messages()).toEqual([]);
  });

  it('advance to delivered and tell so', async () => {
    const { api, call, clock, callbacks } = open();
    const created = await call('/Messages.json', {
      ...form,
      StatusCallback: 'https://relay.example/s',
    });
    expect(created).toMatchObject({ status: 201, body: { status: 'queued', num_segments: '1' } });
    await clock.advance(1_000);
    expect(api.messages()).toMatchObject([{ status: 'delivered' }]);
    expect(callbacks).toEqual([
      'https://relay.example/s sent',
      'https://relay.example/s delivered',
    ]);
    expect(clock.armedCount).toBe(0);
  });

  it('are listed newest first, by number, page by page, and by day only once they are sent', async () => {
    const { call, clock } = open();
    for (const body of ['1', '2', '3']) await call('/Messages.json', { ...form, Body: body });
    await call('/Messages.json', { ...form, To: '+33639980003' });
    const path = `/Messages.json?To=${encodeURIComponent(phone)}`;
    const first = await call(`${path}&PageSize=2`);
    expect(first.body).toMatchObject({ messages: [{ body: '3' }, { body: '2' }], page: 0 });
    expect(first.body['next_page_uri']).toContain('Page=1');
    expect((await call(`${path}&PageSize=2&Page=1`)).body).toMatchObject({
      messages: [{ body: '1' }],
      next_page_uri: null,
    });
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const byDay = `${path}&${encodeURIComponent('DateSent>')}=${today}`;
    expect((await call(byDay)).body['messages']).toEqual([]);
    await clock.advance(1_000);
    expect((await call(byDay)).body['messages']).toHaveLength(3);
  });

  it.each([
    ['é'.repeat(160), '1'],
    ['é'.repeat(161), '2'],
    ['ê'.repeat(71), '2'],
  ])('are counted in segments', async (body, segments) => {
    const { call } = open();
    expect((await call('/Messages.json', { ...form, Body: body })).body['num_segments']).toBe(
      segments,
    );
  });
});
