import { Temporal } from 'temporal-polyfill';

const timeZone = 'Europe/Paris';

/** The first weekday (Monday to Friday) that is at least `daysAhead` days away, as a local date. */
export function weekdayAhead(nowMs: number, daysAhead: number): Temporal.PlainDate {
  let date = localDate(nowMs).add({ days: daysAhead });
  while (date.dayOfWeek > 5) date = date.add({ days: 1 });
  return date;
}

/** « Lundi en huit »: a week after the Monday that comes next; today counts when it is a Monday. */
export function mondayWeek(nowMs: number): Temporal.PlainDate {
  const today = localDate(nowMs);
  return today.add({ days: ((8 - today.dayOfWeek) % 7) + 7 });
}

function localDate(nowMs: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** An instant on that day, local time. */
export function atLocalTime(date: Temporal.PlainDate, time: string): string {
  return date
    .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
    .toInstant()
    .toString();
}

/** The day on which both advisors are taken at ten, for the call that asks for just that. */
export function contestedDay(nowMs: number): Temporal.PlainDate {
  return weekdayAhead(nowMs, 3);
}

export interface BusyTime {
  readonly calendar: 'sophie' | 'karim';
  readonly summary: string;
  readonly startAt: string;
  readonly endAt: string;
}

/** What stands in the advisors' calendars when the sandbox starts. */
export function busyTimes(nowMs: number): readonly BusyTime[] {
  const contested = contestedDay(nowMs);
  const other = weekdayAhead(nowMs, 5);
  const entry = (
    calendar: BusyTime['calendar'],
    summary: string,
    date: Temporal.PlainDate,
    from: string,
    to: string,
  ): BusyTime => ({
    calendar,
    summary,
    startAt: atLocalTime(date, from),
    endAt: atLocalTime(date, to),
  });
  return [
    entry('sophie', 'Jury', contested, '09:30', '11:30'),
    entry('karim', "Réunion d'équipe", contested, '10:00', '11:00'),
    entry('sophie', 'Entretien', other, '09:00', '10:00'),
    entry('karim', 'Entretien', other, '14:00', '15:30'),
  ];
}
