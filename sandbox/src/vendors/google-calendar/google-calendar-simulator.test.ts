import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  startGoogleCalendarSimulator,
  type GoogleCalendarSimulator,
} from './google-calendar-simulator.ts';

const calendarId = 'sophie@ecole-demo.example';
const zone = 'Europe/Paris';
const times = {
  start: { dateTime: '2026-11-23T09:00:00', timeZone: zone },
  end: { dateTime: '2026-11-23T09:30:00', timeZone: zone },
};

let simulator: GoogleCalendarSimulator;
beforeEach(async () => {
  simulator = await startGoogleCalendarSimulator({ calendars: [{ id: calendarId }] });
});
afterEach(() => simulator[Symbol.asyncDispose]());

// The contract suite of the calendar port runs Google's own client against it; here are the rules which that suite does not ask.
describe('The Google Calendar simulator', () => {
  it.each(['abcd', 'ABCDE', 'abc-de', 'wxyzw', 'a'.repeat(1_025)])(
    'refuses the id %s',
    async (id) => {
      expect(await call('POST', '/events', { ...times, id })).toMatchObject({
        status: 400,
        body: { error: { errors: [{ reason: 'invalid' }] } },
      });
    },
  );

  it('answers a second delete with 410, an unknown event with 404, and still shows the deleted one', async () => {
    await call('POST', '/events', { ...times, id: 'abcde' });
    expect((await call('DELETE', '/events/abcde')).status).toBe(204);
    expect(await call('DELETE', '/events/abcde')).toMatchObject({ status: 410 });
    expect(await call('DELETE', '/events/fghij')).toMatchObject({ status: 404 });
    expect(await call('GET', '/events/abcde')).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
  });

  it('refuses a change on condition of an old version', async () => {
    const { body } = await call('POST', '/events', { ...times, id: 'abcde' });
    const { etag } = body as { etag: string };
    expect(etag).toMatch(/^"\d+"$/);
    expect(
      (await call('PATCH', '/events/abcde', { summary: 'A' }, { 'if-match': etag })).status,
    ).toBe(200);
    expect(
      await call('PATCH', '/events/abcde', { summary: 'B' }, { 'if-match': etag }),
    ).toMatchObject({
      status: 412,
      body: { error: { errors: [{ reason: 'conditionNotMet' }] } },
    });
  });

  it('merges a patch and replaces by an update', async () => {
    await call('POST', '/events', { ...times, id: 'abcde', summary: 'A', description: 'B' });
    expect((await call('PATCH', '/events/abcde', { summary: 'C' })).body).toMatchObject({
      summary: 'C',
      description: 'B',
    });
    const updated = await call('PUT', '/events/abcde', { ...times, summary: 'D' });
    expect(updated.body).toMatchObject({ summary: 'D' });
    expect(updated.body).not.toHaveProperty('description');
  });

  it('wants a zone for a time without offset, and a span that is not negative', async () => {
    const { start, end } = times;
    const floating = { start: { dateTime: start.dateTime }, end };
    expect(await call('POST', '/events', floating)).toMatchObject({ status: 400 });
    expect(await call('POST', '/events', { start: end, end: start })).toMatchObject({
      body: { error: { errors: [{ reason: 'timeRangeEmpty' }] } },
    });
  });

  it('repeats on the days of a rule until its end, each occurrence under its own id', async () => {
    const recurrence = ['RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20261210T000000Z'];
    await call('POST', '/events', { ...times, id: 'abcde', recurrence });
    const query =
      '?singleEvents=true&orderBy=startTime&timeMin=2026-11-01T00:00:00Z&timeMax=2027-03-01T00:00:00Z';
    const { items } = (await call('GET', `/events${query}`)).body as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual([
      'abcde_20261123T080000Z',
      'abcde_20261125T080000Z',
      'abcde_20261207T080000Z',
      'abcde_20261209T080000Z',
    ]);
  });

  it('pages a long list', async () => {
    for (const id of ['aaaaa', 'bbbbb', 'ccccc']) await call('POST', '/events', { ...times, id });
    const first = (await call('GET', '/events?maxResults=2')).body as {
      items: [];
      nextPageToken: string;
    };
    expect(first.items).toHaveLength(2);
    const rest = await call('GET', `/events?maxResults=2&pageToken=${first.nextPageToken}`);
    expect((rest.body as { items: [] }).items).toHaveLength(1);
    expect(rest.body).not.toHaveProperty('nextPageToken');
  });

  it('forgets what it received, and its faults, when it is reset', async () => {
    await call('POST', '/events', { ...times, id: 'abcde' });
    simulator.faults.set([{ operation: '*', kind: 'error', times: null }]);
    simulator.reset();
    expect(simulator.state()).toEqual({ calendars: { [calendarId]: [] }, requests: [] });
    expect((await call('POST', '/events', { ...times, id: 'abcde' })).status).toBe(200);
  });
});

async function call(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) {
  const url = `${simulator.origin}/calendar/v3/calendars/${encodeURIComponent(calendarId)}${path}`;
  const response = await fetch(url, {
    method,
    headers: { authorization: 'Bearer simulated', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as unknown };
}
