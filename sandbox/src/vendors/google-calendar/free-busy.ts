import { z } from 'zod';
import type { CalendarBook } from './calendar-book.ts';
import { GoogleCalendarError } from './calendar-error.ts';

const querySchema = z.object({
  timeMin: z.iso.datetime({ offset: true }),
  timeMax: z.iso.datetime({ offset: true }),
  items: z.array(z.object({ id: z.string() })).default([]),
  calendarExpansionMax: z.int().max(50).default(50),
});

/** Longer questions are refused (the vendor's exact limit is not documented). */
const maxRangeMs = 92 * 86_400_000;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * `freebusy.query`: per-calendar failures come inside the 200, next to an empty list, as the vendor does it.
 * @throws GoogleCalendarError 400.
 */
export function queryFreeBusy(books: ReadonlyMap<string, CalendarBook>, body: unknown): object {
  const parsed = querySchema.safeParse(body);
  if (!parsed.success)
    throw new GoogleCalendarError(400, 'badRequest', z.prettifyError(parsed.error));
  const { timeMin, timeMax, items, calendarExpansionMax } = parsed.data;
  const [fromMs, toMs] = [Date.parse(timeMin), Date.parse(timeMax)];
  if (toMs <= fromMs) {
    throw new GoogleCalendarError(400, 'timeRangeEmpty', 'The specified time range is empty.');
  }
  if (toMs - fromMs > maxRangeMs) {
    throw new GoogleCalendarError(400, 'timeRangeTooLong', 'The requested time range is too long.');
  }
  const calendars = items.map(({ id }, index) => {
    if (index >= calendarExpansionMax) return [id, failed('tooManyCalendarsRequested')] as const;
    const book = books.get(id);
    return [
      id,
      book === undefined ? failed('notFound') : { busy: busyOf(book, fromMs, toMs) },
    ] as const;
  });
  return { kind: 'calendar#freeBusy', timeMin, timeMax, calendars: Object.fromEntries(calendars) };
}

function failed(reason: string): object {
  return { errors: [{ domain: 'global', reason }], busy: [] };
}

function busyOf(book: CalendarBook, fromMs: number, toMs: number): readonly object[] {
  const merged: Span[] = [];
  for (const { event, startMs, endMs } of book.occurrences(fromMs, toMs)) {
    if (event.status === 'cancelled' || event.transparency === 'transparent') continue;
    const last = merged.at(-1);
    if (last !== undefined && startMs <= last.endMs) {
      merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, endMs) };
    } else {
      merged.push({ startMs, endMs });
    }
  }
  return merged.map((span) => ({ start: format(span.startMs), end: format(span.endMs) }));
}

/** Without milliseconds, as the vendor writes times. */
function format(atMs: number): string {
  return new Date(atMs).toISOString().replace('.000Z', 'Z');
}
