import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { startGoogleCalendarSimulator } from '@standardiste/sandbox/vendors/google-calendar/google-calendar-simulator.ts';
import { describe, expect, it } from 'vitest';
import { describeCalendar } from './calendar.contract.ts';
import { createGoogleCalendar } from './google-calendar.ts';

const calendarIds = ['sophie@ecole-demo.example', 'marc@ecole-demo.example'] as const;
const calendarId = calendarIds[0];
const startMs = Date.parse('2026-11-23T09:00:00Z');
const event = {
  id: hashKey('booking'),
  title: 'Rendez-vous',
  description: '',
  startMs,
  endMs: startMs + 1_800_000,
  timeZone: 'Europe/Paris',
  privateProperties: {},
};
const { signal } = new AbortController();

async function open(options: { timeoutMs?: number } = {}) {
  const simulator = await startGoogleCalendarSimulator({
    calendars: calendarIds.map((id) => ({ id })),
  });
  const calendar = createGoogleCalendar({
    identity: { type: 'token', accessToken: 'simulated' },
    clock: systemClock,
    timeZone: 'Europe/Paris',
    baseUrl: simulator.origin,
    readRetryDelaysMs: [1],
    ...options,
  });
  return {
    simulator,
    calendar,
    calendarIds,
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

describeCalendar('Google Calendar', () => open());

describe('Google Calendar that fails', () => {
  it.each([
    ['429', { status: 429 }, true],
    ['a rate limit told as 403', { status: 403, code: 'userRateLimitExceeded' }, true],
    ['403', { status: 403, code: 'requiredAccessLevel' }, false],
    ['401', { status: 401 }, false],
    ['503', { status: 503 }, true],
  ])('calls a create answered with %s retryable or not, as it is', async (_, fault, retryable) => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'events.insert', kind: 'error', ...fault }]);
    await expect(under.calendar.create(calendarId, event, signal)).rejects.toMatchObject({
      code: 'vendor-failed',
      vendor: 'google-calendar',
      retryable,
    });
    expect(under.simulator.state().calendars[calendarId]).toEqual([]);
  });

  it('tries a read again, but a write never', async () => {
    await using under = await open();
    under.simulator.faults.set([{ operation: '*', kind: 'error', status: 503, times: 1 }]);
    const question = { calendarIds: [calendarId], startMs, endMs: startMs + 1 };
    expect((await under.calendar.freeBusy(question, signal)).get(calendarId)?.type).toBe('busy');
    under.simulator.faults.set([{ operation: 'events.insert', kind: 'error', times: null }]);
    await expect(under.calendar.create(calendarId, event, signal)).rejects.toThrow(
      VendorFailedError,
    );
    const inserts = under.simulator.state().requests.filter((name) => name === 'events.insert');
    expect(inserts).toHaveLength(1);
  });

  it.each(['error-after-commit', 'hang-after-commit'] as const)(
    'finds the event whose answer was lost (%s)',
    async (kind) => {
      await using under = await open({ timeoutMs: 400 });
      under.simulator.faults.set([{ operation: 'events.insert', kind }]);
      const outcome = await under.calendar.create(calendarId, event, signal);
      expect(outcome).toMatchObject({ type: 'exists', event: { id: event.id, startMs } });
    },
  );

  it.each(['error', 'hang', 'cut'] as const)(
    'says that a create may have worked when nobody can tell (%s)',
    async (kind) => {
      await using under = await open({ timeoutMs: 400 });
      under.simulator.faults.set([{ operation: 'events.insert', kind, status: 500 }]);
      await expect(under.calendar.create(calendarId, event, signal)).rejects.toMatchObject({
        retryable: true,
        ambiguous: true,
      });
    },
  );

  it('never reads a failure of free/busy as free', async () => {
    await using under = await open();
    under.simulator.faults.set([{ operation: 'freebusy.query', kind: 'error', times: null }]);
    const question = { calendarIds: [calendarId], startMs, endMs: startMs + 1 };
    await expect(under.calendar.freeBusy(question, signal)).rejects.toThrow(VendorFailedError);
  });

  it('asks for a token', async () => {
    await using under = await open();
    const response = await fetch(`${under.simulator.origin}/calendar/v3/calendars/x/events`);
    expect(response.status).toBe(401);
  });

  it('is given ids that Google takes, and refused others', async () => {
    await using under = await open();
    const wrong = under.calendar.create(calendarId, { ...event, id: 'Booking-1' }, signal);
    await expect(wrong).rejects.toMatchObject({ retryable: false, ambiguous: false });
  });

  it('reads an all-day event as busy from midnight to midnight in Paris', async () => {
    await using under = await open();
    under.simulator.seed(calendarId, {
      start: { date: '2026-11-23' },
      end: { date: '2026-11-24' },
    });
    const span = { startMs, endMs: startMs + 1 };
    const [found] = await under.calendar.list({ ...span, calendarId }, signal);
    expect(found).toMatchObject({
      startMs: Date.parse('2026-11-22T23:00:00Z'),
      endMs: Date.parse('2026-11-23T23:00:00Z'),
    });
    const answers = await under.calendar.freeBusy({ ...span, calendarIds: [calendarId] }, signal);
    expect(answers.get(calendarId)).toMatchObject({ type: 'busy', intervals: [{}] });
  });

  it('does not count a transparent event as busy', async () => {
    await using under = await open();
    const at = (ms: number) => ({ dateTime: new Date(ms).toISOString() });
    const transparency = 'transparent';
    under.simulator.seed(calendarId, {
      transparency,
      start: at(startMs),
      end: at(startMs + 1_000),
    });
    const question = { calendarIds: [calendarId], startMs, endMs: startMs + 1_000 };
    const answers = await under.calendar.freeBusy(question, signal);
    expect(answers.get(calendarId)).toEqual({ type: 'busy', intervals: [] });
  });
});
