import type { LightningScheduler } from '@standardiste/shared/contracts/profile.ts';

/** Half-open span of time in milliseconds since the epoch. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** What is known about one calendar's busy times. A failure is its own value, so that it can never be read as "free". */
export type BusyAnswer =
  | { readonly type: 'busy'; readonly intervals: readonly Interval[] }
  /** The calendar exists not, or could not be read now; `reason` is the vendor's word. */
  | { readonly type: 'unknown'; readonly reason: string; readonly retryable: boolean };

export interface NewCalendarEvent extends Interval {
  /** Chosen by the caller, so that a second attempt finds the first: `hashKey` of the booking's key. 5 to 1,024 of `[0-9a-v]`. */
  readonly id: string;
  readonly title: string;
  /** Plain text. */
  readonly description: string;
  /** IANA zone that the event is shown and repeated in. */
  readonly timeZone: string;
  /** Seen by our application only; keys up to 44, values up to 1,024 characters. */
  readonly privateProperties: Readonly<Record<string, string>>;
  /** RFC 5545 lines such as `RRULE:FREQ=WEEKLY;COUNT=4`. */
  readonly recurrence?: readonly string[];
}

export interface CalendarEvent extends Interval {
  readonly id: string;
  readonly isCancelled: boolean;
  readonly title: string;
  readonly description: string;
  readonly privateProperties: Readonly<Record<string, string>>;
  /** When it was made; orders two events that compete for one slot. */
  readonly createdMs: number;
  /** Does it take up the owner's time? */
  readonly isBusy: boolean;
  /** Opaque; changes with every change. Give it to `update` and `delete` to act only on what was read. */
  readonly version: string;
}

/** An event's place. */
export interface EventReference {
  readonly calendarId: string;
  readonly eventId: string;
}

/** - `created`: made now. - `exists`: the id is taken, by this event; compare it, it may be an earlier attempt. */
export type CreateOutcome =
  | { readonly type: 'created'; readonly event: CalendarEvent }
  | { readonly type: 'exists'; readonly event: CalendarEvent };

/** - `changed`: somebody changed it since `version`; read again. - `missing`: it is deleted or never was. */
export type UpdateOutcome =
  | { readonly type: 'updated'; readonly event: CalendarEvent }
  | { readonly type: 'changed' }
  | { readonly type: 'missing' };

export type EventChanges = Partial<
  Pick<NewCalendarEvent, 'title' | 'description' | 'startMs' | 'endMs' | 'privateProperties'>
> & {
  readonly timeZone: string;
  /** True brings a deleted event back under its id. */
  readonly revive?: boolean;
};

/** Asks the vendor's own scheduling engine. */
export interface CandidatesQuestion extends Interval {
  readonly scheduler: LightningScheduler;
  /** Whose: an advisor's `serviceResourceId`. */
  readonly resourceIds: readonly string[];
  /** How long an appointment lasts. */
  readonly durationMs: number;
}

/**
 * Calendars of people, as the booking needs them. Every method has its own time limit and stops with the signal.
 * @throws VendorFailedError from every method; `ambiguous` when the request may have taken effect although it failed.
 */
export interface Calendar {
  /** Busy times of several calendars; every calendar asked for has an answer. At most 50 calendars and 60 days. */
  freeBusy(
    question: Interval & { readonly calendarIds: readonly string[] },
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, BusyAnswer>>;
  /** The event, also when it is cancelled; undefined if there never was one. */
  get(reference: EventReference, signal: AbortSignal): Promise<CalendarEvent | undefined>;
  create(calendarId: string, event: NewCalendarEvent, signal: AbortSignal): Promise<CreateOutcome>;
  /** Changes the named fields only. With `version`, only if nobody else has. */
  update(
    reference: EventReference & { readonly version?: string },
    changes: EventChanges,
    signal: AbortSignal,
  ): Promise<UpdateOutcome>;
  /** Puts the event into another calendar under the same id; `missing` when it is not in its own. */
  transfer(
    reference: EventReference,
    toCalendarId: string,
    signal: AbortSignal,
  ): Promise<UpdateOutcome>;
  /** Makes sure that the event does not take place; it is no error when it is gone already. */
  delete(reference: EventReference, signal: AbortSignal): Promise<void>;
  /** Events that overlap the span and are not cancelled, repeated ones one by one, in order of start. */
  list(
    question: Interval & {
      readonly calendarId: string;
      /** Only those with this private property. */
      readonly privateProperty?: { readonly key: string; readonly value: string };
    },
    signal: AbortSignal,
  ): Promise<readonly CalendarEvent[]>;
  /**
   * Starts inside the span, in ms, that the vendor's scheduling engine allows, for every resource asked for; none for one that it
   * does not know. They are no hold, and replace no look at busy times. Absent where the vendor has no such engine.
   */
  candidates?(
    question: CandidatesQuestion,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ReadonlySet<number>>>;
}
