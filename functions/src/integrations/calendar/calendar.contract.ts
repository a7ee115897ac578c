import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { describe, expect, it } from 'vitest';
import type { Calendar, NewCalendarEvent } from './calendar.ts';

/** A calendar to test, with two empty calendars of its own. Whoever opens it disposes of it. */
export interface CalendarUnderTest extends AsyncDisposable {
  readonly calendar: Calendar;
  readonly calendarIds: readonly [string, string];
}

const hourMs = 3_600_000;
const dayStartMs = Date.parse('2026-11-23T08:00:00Z');
const { signal } = new AbortController();

/** What every calendar must do; run by each implementation. One that cannot repeat events says so. */
export function describeCalendar(
  name: string,
  open: () => Promise<CalendarUnderTest>,
  { repeats = true }: { readonly repeats?: boolean } = {},
): void {
  describe(`${name} keeps the Calendar contract`, () => {
    it('creates an event under the id it was given and reads it back', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const event = newEvent('one', 0);
      const created = await under.calendar.create(calendarId, event, signal);
      expect(created).toMatchObject({ type: 'created', event: expected(event) });
      const read = await under.calendar.get({ calendarId, eventId: event.id }, signal);
      expect(read).toMatchObject({ ...expected(event), isCancelled: false, isBusy: true });
    });

    it('knows nothing of an event that never was', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      expect(
        await under.calendar.get({ calendarId, eventId: hashKey('x') }, signal),
      ).toBeUndefined();
    });

    it('answers a second create under one id with the event that has it', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      await under.calendar.create(calendarId, newEvent('one', 0), signal);
      const again = await under.calendar.create(calendarId, newEvent('one', 5), signal);
      expect(again).toMatchObject({ type: 'exists', event: expected(newEvent('one', 0)) });
    });

    it('lets one of many concurrent creates under one id through', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () =>
          under.calendar.create(calendarId, newEvent('one', 0), signal),
        ),
      );
      expect(outcomes.filter(({ type }) => type === 'created')).toHaveLength(1);
    });

    it('tells busy times of several calendars, merged, for the span asked', async () => {
      await using under = await open();
      const [first, second] = under.calendarIds;
      await under.calendar.create(first, newEvent('a', 0), signal);
      await under.calendar.create(first, newEvent('b', 0.5), signal);
      await under.calendar.create(first, newEvent('c', 5), signal);
      const answers = await under.calendar.freeBusy(
        { calendarIds: [first, second], startMs: dayStartMs, endMs: dayStartMs + 4 * hourMs },
        signal,
      );
      expect(answers.get(first)).toEqual({
        type: 'busy',
        intervals: [{ startMs: dayStartMs, endMs: dayStartMs + 1.5 * hourMs }],
      });
      expect(answers.get(second)).toEqual({ type: 'busy', intervals: [] });
    });

    it('tells of an event that began before the span and of one that ends after it', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      await under.calendar.create(calendarId, newEvent('long', 0, 10), signal);
      const startMs = dayStartMs + 2 * hourMs;
      const question = { startMs, endMs: startMs + hourMs };
      const answers = await under.calendar.freeBusy(
        { ...question, calendarIds: [calendarId] },
        signal,
      );
      const answer = answers.get(calendarId);
      expect(
        answer?.type === 'busy' && answer.intervals.some((busy) => overlaps(busy, question)),
      ).toBe(true);
      expect(await under.calendar.list({ ...question, calendarId }, signal)).toHaveLength(1);
    });

    it('never calls a calendar free that it cannot read', async () => {
      await using under = await open();
      const calendarIds = [under.calendarIds[0], 'nobody@ecole-demo.example'];
      const answers = await under.calendar.freeBusy(
        { calendarIds, startMs: dayStartMs, endMs: dayStartMs + hourMs },
        signal,
      );
      expect(answers.get('nobody@ecole-demo.example')).toEqual({
        type: 'unknown',
        reason: 'notFound',
        retryable: false,
      });
      expect(answers.get(under.calendarIds[0])).toMatchObject({ type: 'busy' });
    });

    it('moves an event, and frees its old time', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const { id: eventId } = newEvent('one', 0);
      await under.calendar.create(calendarId, newEvent('one', 0), signal);
      const [startMs, endMs] = [dayStartMs + 6 * hourMs, dayStartMs + 7 * hourMs];
      const changes = { startMs, endMs, timeZone: 'Europe/Paris' };
      const moved = await under.calendar.update({ calendarId, eventId }, changes, signal);
      expect(moved).toMatchObject({
        type: 'updated',
        event: { startMs, endMs, title: 'Rendez-vous one' },
      });
      const answers = await under.calendar.freeBusy(
        { calendarIds: [calendarId], startMs: dayStartMs, endMs: dayStartMs + 4 * hourMs },
        signal,
      );
      expect(answers.get(calendarId)).toEqual({ type: 'busy', intervals: [] });
    });

    it('puts an event into another calendar under its id, and back again', async () => {
      await using under = await open();
      const [first, second] = under.calendarIds;
      const event = newEvent('one', 0);
      const eventId = event.id;
      await under.calendar.create(first, event, signal);
      const there = await under.calendar.transfer({ calendarId: first, eventId }, second, signal);
      expect(there).toMatchObject({ type: 'updated', event: expected(event) });
      const span = { startMs: dayStartMs, endMs: dayStartMs + 4 * hourMs };
      expect(await under.calendar.list({ ...span, calendarId: first }, signal)).toEqual([]);
      expect(await under.calendar.list({ ...span, calendarId: second }, signal)).toHaveLength(1);
      const left = await under.calendar.get({ calendarId: first, eventId }, signal);
      expect(left?.isCancelled ?? true).toBe(true);
      expect(await under.calendar.transfer({ calendarId: first, eventId }, second, signal)).toEqual(
        { type: 'missing' },
      );
      await under.calendar.transfer({ calendarId: second, eventId }, first, signal);
      expect(await under.calendar.list({ ...span, calendarId: first }, signal)).toHaveLength(1);
    });

    it('keeps the private properties that a change does not name', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const { id: eventId } = newEvent('one', 0);
      await under.calendar.create(calendarId, newEvent('one', 0), signal);
      const changes = { privateProperties: { version: '2' }, timeZone: 'Europe/Paris' };
      await under.calendar.update({ calendarId, eventId }, changes, signal);
      await under.calendar.delete({ calendarId, eventId }, signal);
      expect(await under.calendar.get({ calendarId, eventId }, signal)).toMatchObject({
        isCancelled: true,
        privateProperties: { callId: 'one', version: '2' },
      });
    });

    it('changes nothing when somebody else was faster', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const { event } = await under.calendar.create(calendarId, newEvent('one', 0), signal);
      const reference = { calendarId, eventId: event.id, version: event.version };
      const timeZone = 'Europe/Paris';
      const first = await under.calendar.update(reference, { title: 'A', timeZone }, signal);
      const second = await under.calendar.update(reference, { title: 'B', timeZone }, signal);
      expect([first.type, second.type]).toEqual(['updated', 'changed']);
    });

    it('deletes an event, and is content when it is gone', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const reference = { calendarId, eventId: newEvent('one', 0).id };
      await under.calendar.create(calendarId, newEvent('one', 0), signal);
      await under.calendar.delete(reference, signal);
      await under.calendar.delete(reference, signal);
      await under.calendar.delete({ calendarId, eventId: hashKey('never') }, signal);
      expect(await under.calendar.get(reference, signal)).toMatchObject({
        isCancelled: true,
        isBusy: false,
      });
      const span = { startMs: dayStartMs, endMs: dayStartMs + 4 * hourMs };
      expect(await under.calendar.list({ ...span, calendarId }, signal)).toEqual([]);
    });

    it('keeps the id of a deleted event taken, and can bring it back', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const event = newEvent('one', 0);
      const reference = { calendarId, eventId: event.id };
      await under.calendar.create(calendarId, event, signal);
      await under.calendar.delete(reference, signal);
      const again = await under.calendar.create(calendarId, event, signal);
      expect(again).toMatchObject({ type: 'exists', event: { isCancelled: true } });
      const changes = { revive: true, timeZone: 'Europe/Paris' };
      expect(await under.calendar.update(reference, changes, signal)).toMatchObject({
        type: 'updated',
        event: { isCancelled: false },
      });
    });

    it('lists what overlaps a span in order of start, by private property too', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      for (const [key, hour] of [
        ['late', 3],
        ['early', 1],
        ['outside', 9],
      ] as const) {
        await under.calendar.create(calendarId, newEvent(key, hour), signal);
      }
      const span = { calendarId, startMs: dayStartMs, endMs: dayStartMs + 5 * hourMs };
      const all = await under.calendar.list(span, signal);
      expect(all.map(({ title }) => title)).toEqual(['Rendez-vous early', 'Rendez-vous late']);
      const privateProperty = { key: 'callId', value: 'late' };
      const some = await under.calendar.list({ ...span, privateProperty }, signal);
      expect(some.map(({ title }) => title)).toEqual(['Rendez-vous late']);
    });

    it.runIf(repeats)(
      'counts every occurrence of a repeated event as busy, at its local hour across the clock change',
      async () => {
        await using under = await open();
        const [calendarId] = under.calendarIds;
        // 10:00 in Paris is 08:00Z on 21 October 2026 and 09:00Z a week later.
        const startMs = Date.parse('2026-10-21T08:00:00Z');
        const event = { ...newEvent('weekly', 0), startMs, endMs: startMs + hourMs };
        const recurrence = ['RRULE:FREQ=WEEKLY;COUNT=2'];
        await under.calendar.create(calendarId, { ...event, recurrence }, signal);
        const answers = await under.calendar.freeBusy(
          { calendarIds: [calendarId], startMs, endMs: startMs + 14 * 24 * hourMs },
          signal,
        );
        const nextMs = Date.parse('2026-10-28T09:00:00Z');
        expect(answers.get(calendarId)).toEqual({
          type: 'busy',
          intervals: [
            { startMs, endMs: startMs + hourMs },
            { startMs: nextMs, endMs: nextMs + hourMs },
          ],
        });
      },
    );

    it('stops with its signal, with the reason of the signal', async () => {
      await using under = await open();
      const [calendarId] = under.calendarIds;
      const reason = new Error('the call is over');
      const question = { calendarId, startMs: dayStartMs, endMs: dayStartMs + hourMs };
      await expect(under.calendar.list(question, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

function newEvent(key: string, startHour: number, hours = 1): NewCalendarEvent {
  const startMs = dayStartMs + startHour * hourMs;
  return {
    id: hashKey(key),
    title: `Rendez-vous ${key}`,
    description: 'Pris par téléphone.',
    startMs,
    endMs: startMs + hours * hourMs,
    timeZone: 'Europe/Paris',
    privateProperties: { callId: key },
  };
}

function expected({ id, title, startMs, endMs, privateProperties }: NewCalendarEvent): object {
  return { id, title, startMs, endMs, privateProperties };
}

function overlaps(
  a: { startMs: number; endMs: number },
  b: { startMs: number; endMs: number },
): boolean {
  return a.startMs < b.endMs && b.startMs < a.endMs;
}
