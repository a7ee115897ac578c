import { Temporal } from 'temporal-polyfill';
import { GoogleCalendarError } from './calendar-error.ts';
import { checkEventId, checkTimes, instantOf, type EventInput } from './event-input.ts';
import { expandStarts } from './recurrence.ts';

/** An event as the API answers it. */
export interface EventResource extends EventInput {
  readonly kind: 'calendar#event';
  readonly id: string;
  readonly etag: string;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  readonly created: string;
  readonly updated: string;
  readonly iCalUID: string;
  readonly sequence: number;
  readonly recurringEventId?: string;
}

/** One occurrence of an event. */
export interface Occurrence {
  readonly event: EventResource;
  readonly startMs: number;
  readonly endMs: number;
}

export interface CalendarBookOptions {
  readonly timeZone: string;
  readonly nowMs: () => number;
  /** A fresh id, for events that come without one. */
  readonly nextId: () => string;
}

/** One calendar: the vendor's rules about ids, versions and deleted events. @throws GoogleCalendarError from every method. */
export class CalendarBook {
  readonly timeZone: string;
  readonly #options: CalendarBookOptions;
  readonly #events = new Map<string, EventResource>();
  #version = 3_181_161_784_712_000;

  constructor(options: CalendarBookOptions) {
    this.timeZone = options.timeZone;
    this.#options = options;
  }

  all(): readonly EventResource[] {
    return [...this.#events.values()];
  }

  insert(input: EventInput): EventResource {
    const id = input.id ?? this.#options.nextId();
    checkEventId(id);
    checkTimes(input, this.timeZone);
    // A deleted event keeps its id for ever.
    if (this.#events.has(id)) {
      throw new GoogleCalendarError(409, 'duplicate', 'The requested identifier already exists.');
    }
    const created = new Date(this.#options.nowMs()).toISOString();
    const iCalUID = `${id}@google.com`;
    const fixed = { kind: 'calendar#event', id, created, iCalUID, sequence: 0 } as const;
    return this.#store({ ...input, ...fixed, status: input.status ?? 'confirmed' });
  }

  /** The event, also a deleted one. */
  get(id: string): EventResource {
    const event = this.#events.get(id);
    if (event === undefined) throw new GoogleCalendarError(404, 'notFound', 'Not Found');
    return event;
  }

  /** `patch` merges objects and replaces arrays; `update` replaces everything. */
  change(
    id: string,
    input: EventInput,
    how: { mode: 'patch' | 'update'; ifMatch: string | undefined },
  ): EventResource {
    const before = this.get(id);
    this.#checkVersion(before, how.ifMatch);
    const { kind, created, iCalUID, sequence } = before;
    const changed = how.mode === 'patch' ? merge(before, input) : input;
    const after = { ...changed, kind, id, created, iCalUID, sequence: sequence + 1 };
    checkTimes(after, this.timeZone);
    return this.#store({
      ...after,
      status: input.status ?? (how.mode === 'patch' ? before.status : 'confirmed'),
    });
  }

  delete(id: string, ifMatch: string | undefined): void {
    const before = this.get(id);
    if (before.status === 'cancelled') {
      throw new GoogleCalendarError(410, 'deleted', 'Resource has been deleted');
    }
    this.#checkVersion(before, ifMatch);
    this.#store({ ...before, status: 'cancelled' });
  }

  /** `events.move`: the event under its id in another calendar; here it stays behind as a deleted one. */
  moveTo(destination: CalendarBook, id: string): EventResource {
    const event = this.get(id);
    if (event.status === 'cancelled') {
      throw new GoogleCalendarError(404, 'notFound', 'Not Found');
    }
    if (destination === this) {
      throw new GoogleCalendarError(400, 'cannotChangeOrganizer', 'The organizer is the same.');
    }
    this.#store({ ...event, status: 'cancelled' });
    return destination.#store({ ...event, sequence: event.sequence + 1 });
  }

  /** Occurrences that overlap the span, in order of start. */
  occurrences(fromMs: number, toMs: number): readonly Occurrence[] {
    return this.all()
      .flatMap((event) => this.#occurrencesOf(event, toMs))
      .filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs)
      .toSorted((a, b) => a.startMs - b.startMs);
  }

  #occurrencesOf(event: EventResource, toMs: number): readonly Occurrence[] {
    if (event.start === undefined || event.end === undefined) return [];
    const startMs = instantOf(event.start, this.timeZone);
    const durationMs = instantOf(event.end, this.timeZone) - startMs;
    const zone = ('timeZone' in event.start && event.start.timeZone) || this.timeZone;
    const first = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(zone);
    return expandStarts(event.recurrence ?? [], first, toMs).map((atMs) => ({
      event,
      startMs: atMs,
      endMs: atMs + durationMs,
    }));
  }

  #checkVersion({ etag }: EventResource, ifMatch: string | undefined): void {
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etag) {
      throw new GoogleCalendarError(412, 'conditionNotMet', 'Precondition Failed');
    }
  }

  #store(event: Omit<EventResource, 'etag' | 'updated'>): EventResource {
    this.#version += 2;
    const updated = new Date(this.#options.nowMs()).toISOString();
    // The quotes are part of the value.
    const stored = { ...event, updated, etag: `"${this.#version}"` };
    this.#events.set(event.id, stored);
    return stored;
  }
}

function merge(before: EventResource, input: EventInput): EventInput {
  const extended = { ...before.extendedProperties, ...input.extendedProperties };
  const merged = { ...before, ...input };
  if (input.extendedProperties?.private) {
    extended.private = {
      ...before.extendedProperties?.private,
      ...input.extendedProperties.private,
    };
  }
  return Object.keys(extended).length > 0 ? { ...merged, extendedProperties: extended } : merged;
}
