import { minuteOf } from './time-of-day.ts';

/** Something in a profile that cannot be meant. */
export interface ProfileProblem {
  readonly path: readonly (string | number)[];
  /** A sentence for the operator who has to mend it. */
  readonly message: string;
}

interface Window {
  readonly from: string;
  readonly to: string;
}

interface Hours {
  readonly windows?: readonly Window[] | undefined;
  readonly weekdays?: readonly number[] | undefined;
  readonly closures?: readonly Window[] | undefined;
}

/** What of a profile is looked at. */
export interface ProfileSettings {
  readonly timeZone: string;
  readonly calledNumbers: readonly string[];
  readonly transfer?:
    { readonly phone: string; readonly openingHours?: Hours | undefined } | undefined;
  readonly calendar?: 'google' | 'salesforce' | undefined;
  readonly lightningScheduler?:
    | { readonly workTypeGroupId?: string | undefined; readonly workTypeId?: string | undefined }
    | undefined;
  readonly openingHours: Hours;
  readonly advisors: readonly {
    readonly id: string;
    readonly crmUserId: string;
    readonly serviceResourceId?: string | undefined;
    readonly openingHours?: Hours | undefined;
  }[];
  readonly appointment: {
    readonly durationMinutes: number;
    readonly leadTimeMinutes: number;
    readonly horizonDays: number;
  };
}

/** Everything in a profile that has the right form and cannot be meant, each with its place. */
export function profileProblems(profile: ProfileSettings): readonly ProfileProblem[] {
  const { advisors, openingHours } = profile;
  return [
    ...timeZoneProblems(profile),
    ...appointmentProblems(profile),
    ...hoursProblems(openingHours, ['openingHours'], profile.appointment),
    ...advisors.flatMap(({ openingHours: own = {} }, index) =>
      hoursProblems(own, ['advisors', index, 'openingHours'], profile.appointment),
    ),
    ...transferProblems(profile),
    ...advisorProblems(profile),
    ...schedulerProblems(profile),
  ];
}

function timeZoneProblems({ timeZone }: ProfileSettings): readonly ProfileProblem[] {
  try {
    new Intl.DateTimeFormat('fr-FR', { timeZone });
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `expected an IANA time zone such as Europe/Paris, not ${timeZone}`;
    return [{ path: ['timeZone'], message }];
  }
}

function appointmentProblems({ appointment }: ProfileSettings): readonly ProfileProblem[] {
  if (appointment.leadTimeMinutes < appointment.horizonDays * 1_440) return [];
  const message = 'the lead time reaches beyond the horizon: no start could ever be offered';
  return [{ path: ['appointment', 'leadTimeMinutes'], message }];
}

function hoursProblems(
  { windows = [], weekdays = [], closures = [] }: Hours,
  path: ProfileProblem['path'],
  appointment?: ProfileSettings['appointment'],
): readonly ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const note = (field: string, index: number | undefined, message: string): void => {
    problems.push({ path: [...path, field, ...(index === undefined ? [] : [index])], message });
  };
  windows.forEach(({ from, to }, index) => {
    if (from >= to)
      note('windows', index, `a window must end after it begins, not ${from} to ${to}`);
    const before = windows[index - 1];
    if (before !== undefined && from < before.to) {
      const both = `${before.from}-${before.to} and ${from}-${to}`;
      note('windows', index, `windows must be in order and not overlap, unlike ${both}`);
    }
  });
  const longest = Math.max(...windows.map(({ from, to }) => minuteOf(to) - minuteOf(from)));
  if (appointment !== undefined && windows.length > 0 && longest < appointment.durationMinutes) {
    const { durationMinutes } = appointment;
    note(
      'windows',
      undefined,
      `no window is long enough for an appointment of ${durationMinutes} min`,
    );
  }
  if (new Set(weekdays).size < weekdays.length) {
    note('weekdays', undefined, 'a weekday is named twice');
  }
  closures.forEach(({ from, to }, index) => {
    if (from > to)
      note('closures', index, `a closure must not end before it begins: ${from} to ${to}`);
  });
  return problems;
}

function transferProblems(profile: ProfileSettings): readonly ProfileProblem[] {
  const { transfer, calledNumbers } = profile;
  if (transfer === undefined) return [];
  const { phone, openingHours = {} } = transfer;
  const message = `${phone} is answered by the callbot itself: a caller would be sent in circles`;
  return [
    ...(calledNumbers.includes(phone) ? [{ path: ['transfer', 'phone'], message }] : []),
    ...hoursProblems(openingHours, ['transfer', 'openingHours']),
  ];
}

function advisorProblems({ advisors, calendar }: ProfileSettings): readonly ProfileProblem[] {
  return advisors.flatMap(({ id, crmUserId }, index) => {
    const problems: ProfileProblem[] = [];
    if (advisors.findIndex((other) => other.id === id) < index) {
      problems.push({ path: ['advisors', index, 'id'], message: `two advisors are called ${id}` });
    }
    if (calendar === 'salesforce' && !/^005([a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/.test(crmUserId)) {
      const message = 'with calendars in Salesforce, every advisor needs a user id (005…)';
      problems.push({ path: ['advisors', index, 'crmUserId'], message });
    }
    return problems;
  });
}

function schedulerProblems({
  advisors,
  calendar,
  lightningScheduler: scheduler,
}: ProfileSettings): readonly ProfileProblem[] {
  if (scheduler === undefined) return [];
  const problems: ProfileProblem[] = [];
  if (calendar !== 'salesforce') {
    const message =
      'Salesforce Scheduler goes with calendars in Salesforce: "calendar": "salesforce"';
    problems.push({ path: ['lightningScheduler'], message });
  }
  if ((scheduler.workTypeGroupId === undefined) === (scheduler.workTypeId === undefined)) {
    const message = 'give either a workTypeGroupId or a workTypeId, and not both';
    problems.push({ path: ['lightningScheduler', 'workTypeGroupId'], message });
  }
  advisors.forEach(({ id, serviceResourceId: own }, index) => {
    const path = ['advisors', index, 'serviceResourceId'];
    if (own === undefined) {
      const message = `with Salesforce Scheduler, ${id} needs the id of a service resource (0Hn…)`;
      problems.push({ path, message });
      return;
    }
    const twin = advisors.findIndex((other) => isSameRecord(other.serviceResourceId, own));
    if (twin < index) problems.push({ path, message: 'two advisors are one service resource' });
  });
  return problems;
}

/** 15- and 18-character ids are the same without the checksum. */
function isSameRecord(a: string | undefined, b: string): boolean {
  return a?.slice(0, 15) === b.slice(0, 15);
}
