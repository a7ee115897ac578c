import { schemaVersion, topics } from '@standardiste/shared/contracts/events.ts';

/** An event that a clock publishes, always with the same text. */
export interface Schedule {
  /** Minute, hour, day, month, weekday, in French time. */
  readonly cron: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Topic to schedule. The attributes are those that every event carries; nobody's call stands behind these. */
const planned: Readonly<Record<string, Schedule>> = {
  'sweep-due': {
    cron: '* * * * *',
    attributes: { eventId: 'sweep-due', callId: 'scheduler', schemaVersion },
    data: { callId: 'scheduler' },
  },
};

/** The schedules of the topics that the contracts have. */
export function schedules(): Readonly<Record<string, Schedule>> {
  return Object.fromEntries(Object.entries(planned).filter(([topic]) => topic in topics));
}
