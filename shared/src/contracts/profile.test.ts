import { describe, expect, it } from 'vitest';
import { profileSchema } from './profile.ts';

const sophie = {
  id: 'sophie',
  firstName: 'Sophie',
  lastName: 'Lambert',
  calendarId: 'sophie@ecole-demo.example',
  crmUserId: '005000000000001AAA',
};
const openingHours = {
  windows: [
    { from: '09:00', to: '12:00' },
    { from: '12:00', to: '16:00' },
  ],
  weekdays: [1, 2, 3, 4, 5],
  closedOnFrenchHolidays: true,
  closures: [{ from: '2026-12-24', to: '2026-12-24' }],
};
const profile = {
  profileId: 'demo',
  calledNumbers: ['+33199000001'],
  companyName: 'École Démo',
  advisors: [sophie],
  openingHours,
  appointment: {},
  sms: { sender: 'ECOLE' },
  prompt: { persona: 'x' },
};

describe('A profile', () => {
  it('may have windows that touch, a closure of one day and an advisor with own hours', () => {
    const own = { windows: [{ from: '18:00', to: '20:00' }], weekdays: [6] };
    const advisors = [{ ...sophie, openingHours: own }];
    expect(profileSchema.safeParse({ ...profile, advisors }).error).toBeUndefined();
  });

  const schedulable = { ...sophie, serviceResourceId: '0Hn000000000001CAA' };
  const lightningScheduler = {
    workTypeGroupId: '0VS000000000001GAA',
    territoryIds: ['0Hh000000000001CAA'],
  };
  const scheduled = (changes: object = {}) => ({
    calendar: 'salesforce',
    lightningScheduler,
    advisors: [schedulable],
    ...changes,
  });

  it('may have Salesforce Scheduler asked, or know its ids and not ask it', () => {
    expect(profileSchema.safeParse({ ...profile, ...scheduled() }).error).toBeUndefined();
    const knowing = { ...profile, advisors: [schedulable] };
    expect(profileSchema.safeParse(knowing).error).toBeUndefined();
  });

  const hours = (changes: object) => ({ openingHours: { ...openingHours, ...changes } });
  const windows = (...spans: (readonly [string, string])[]) =>
    hours({ windows: spans.map(([from, to]) => ({ from, to })) });
  it.each([
    [
      'a window that ends before it begins',
      windows(['12:00', '09:00']),
      'must end after',
      'openingHours.windows.0',
    ],
    ['an empty window', windows(['09:00', '09:00']), 'must end after', 'openingHours.windows.0'],
    [
      'windows that overlap',
      windows(['09:00', '12:00'], ['11:30', '16:00']),
      'not overlap',
      'openingHours.windows.1',
    ],
    [
      'windows out of order',
      windows(['13:00', '16:00'], ['09:00', '12:00']),
      'in order',
      'openingHours.windows.1',
    ],
    [
      'windows too short for any appointment',
      windows(['09:00', '09:20']),
      'long enough',
      'openingHours.windows',
    ],
    ['a weekday twice', hours({ weekdays: [1, 1] }), 'twice', 'openingHours.weekdays'],
    [
      'a closure the wrong way round',
      hours({ closures: [{ from: '2026-12-31', to: '2026-12-24' }] }),
      'not end before',
      'openingHours.closures.0',
    ],
    ['an unknown time zone', { timeZone: 'Europe/Pariss' }, 'IANA time zone', 'timeZone'],
    [
      'a lead time beyond the horizon',
      { appointment: { leadTimeMinutes: 2_880, horizonDays: 2 } },
      'lead time',
      'appointment.leadTimeMinutes',
    ],
    ['two advisors of one id', { advisors: [sophie, sophie] }, 'two advisors', 'advisors.1.id'],
    [
      'an advisor whose own window ends before it begins',
      { advisors: [{ ...sophie, openingHours: { windows: [{ from: '20:00', to: '18:00' }] } }] },
      'must end after',
      'advisors.0.openingHours.windows.0',
    ],
    [
      'a person to ring whose number the callbot answers',
      { transfer: { phone: '+33199000001' } },
      'in circles',
      'transfer.phone',
    ],
    [
      'a person who is there until before they come',
      {
        transfer: {
          phone: '+33199000002',
          openingHours: { ...openingHours, windows: [{ from: '12:00', to: '09:00' }] },
        },
      },
      'must end after',
      'transfer.openingHours.windows.0',
    ],
    [
      'calendars in Salesforce without users',
      { calendar: 'salesforce', advisors: [{ ...sophie, crmUserId: '' }] },
      'user id',
      'advisors.0.crmUserId',
    ],
    [
      'Salesforce Scheduler beside calendars at Google',
      { lightningScheduler, advisors: [schedulable] },
      'goes with calendars in Salesforce',
      'lightningScheduler',
    ],
    [
      'both a work type group and a work type',
      scheduled({ lightningScheduler: { ...lightningScheduler, workTypeId: '08q000000000001' } }),
      'not both',
      'lightningScheduler.workTypeGroupId',
    ],
    [
      'neither a work type group nor a work type',
      scheduled({ lightningScheduler: { territoryIds: lightningScheduler.territoryIds } }),
      'either',
      'lightningScheduler.workTypeGroupId',
    ],
    [
      'no territory',
      scheduled({ lightningScheduler: { ...lightningScheduler, territoryIds: [] } }),
      '1',
      'lightningScheduler.territoryIds',
    ],
    [
      'a territory that is none',
      scheduled({ lightningScheduler: { ...lightningScheduler, territoryIds: ['Paris'] } }),
      'service territory (0Hh…)',
      'lightningScheduler.territoryIds.0',
    ],
    [
      'Salesforce Scheduler and an advisor whom it does not know',
      scheduled({ advisors: [sophie] }),
      'sophie needs the id of a service resource',
      'advisors.0.serviceResourceId',
    ],
    [
      'two advisors who are one service resource',
      scheduled({
        advisors: [
          schedulable,
          { ...schedulable, id: 'marc', serviceResourceId: '0Hn000000000001' },
        ],
      }),
      'one service resource',
      'advisors.1.serviceResourceId',
    ],
  ])('with %s is refused, and it says so', (_, changes, message, path) => {
    const { error } = profileSchema.safeParse({ ...profile, ...changes });
    const issue = error?.issues.find((candidate) => candidate.path.join('.') === path);
    expect(issue?.message).toContain(message);
  });
});
