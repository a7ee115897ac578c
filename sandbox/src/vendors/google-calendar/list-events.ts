import type { CalendarBook, EventResource, Occurrence } from './calendar-book.ts';
import { GoogleCalendarError } from './calendar-error.ts';

/** `events.list` for a span. @throws GoogleCalendarError 400. */
export function listEvents(book: CalendarBook, parameters: URLSearchParams): object {
  const fromMs = instant(parameters, 'timeMin') ?? 0;
  // An endless repetition ends by itself after so many occurrences (recurrence.ts).
  const toMs = instant(parameters, 'timeMax') ?? Infinity;
  const isExpanded = parameters.get('singleEvents') === 'true';
  if (parameters.get('orderBy') === 'startTime' && !isExpanded) {
    throw new GoogleCalendarError(400, 'badRequest', 'The requested ordering is not available.');
  }
  const showsDeleted = parameters.get('showDeleted') === 'true';
  const wanted = parameters.getAll('privateExtendedProperty');
  const found = book
    .occurrences(fromMs, toMs)
    .filter(({ event }) => showsDeleted || event.status !== 'cancelled')
    .filter(({ event }) => hasProperties(event, wanted));
  const items = isExpanded ? found.map(instanceOf) : [...new Set(found.map(({ event }) => event))];
  return page(items, parameters, book.timeZone);
}

function page(items: readonly object[], parameters: URLSearchParams, timeZone: string): object {
  const size = Math.min(2_500, Math.max(1, Number(parameters.get('maxResults') ?? 250)));
  const start = Number(parameters.get('pageToken') ?? 0);
  const nextPageToken = start + size < items.length ? String(start + size) : undefined;
  const shown = items.slice(start, start + size);
  return {
    kind: 'calendar#events',
    timeZone,
    items: shown,
    ...(nextPageToken && { nextPageToken }),
  };
}

/** One occurrence of a repeated event has its own id, with the start in it. */
function instanceOf({ event, startMs, endMs }: Occurrence): EventResource {
  const { recurrence, ...single } = event;
  if (recurrence === undefined || event.start === undefined || 'date' in event.start) return event;
  const { timeZone } = event.start;
  const stamp = new Date(startMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const at = (ms: number) => ({
    dateTime: new Date(ms).toISOString(),
    ...(timeZone && { timeZone }),
  });
  return {
    ...single,
    id: `${event.id}_${stamp}`,
    recurringEventId: event.id,
    start: at(startMs),
    end: at(endMs),
  };
}

function hasProperties(event: EventResource, wanted: readonly string[]): boolean {
  return wanted.every((pair) => {
    const [key = '', value] = pair.split('=');
    return event.extendedProperties?.private?.[key] === value;
  });
}

function instant(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new GoogleCalendarError(400, 'badRequest', `Bad ${name}`);
  return atMs;
}
