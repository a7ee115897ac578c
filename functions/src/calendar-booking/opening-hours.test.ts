import { civilDateOf, epochDayOf, isoDateOf } from '@standardiste/shared/french/local-time.ts';
import { describe, expect, it } from 'vitest';
import {
  easterSunday,
  isFrenchHoliday,
  isHoliday,
} from '@standardiste/shared/french/french-holidays.ts';
import { checkStart, openWindows, rulesOfAdvisor, type BookingRules } from './opening-hours.ts';

/** The hours of the school: nine to noon and one to four, Monday to Friday. */
const rules: BookingRules = {
  timeZone: 'Europe/Paris',
  openingHours: {
    windows: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '16:00' },
    ],
    weekdays: [1, 2, 3, 4, 5],
    closedOnFrenchHolidays: true,
    closures: [{ from: '2026-12-21', to: '2026-12-24' }],
  },
  appointment: {
    durationMinutes: 30,
    leadTimeMinutes: 60,
    bufferMinutes: 0,
    horizonDays: 30,
    stepMinutes: 30,
  },
};
/** Friday 20 November 2026, 10:00 in Paris. */
const now = '2026-11-20T10:00+01:00';

describe('checkStart', () => {
  it.each([
    ['the first start of the day', '2026-11-23T09:00+01:00', 'valid'],
    ['the last start of the day, which still fits', '2026-11-23T15:30+01:00', 'valid'],
    ['the last start of the morning', '2026-11-23T11:30+01:00', 'valid'],
    ['one minute after the last start', '2026-11-23T15:31+01:00', 'outside-hours'],
    ['lunch', '2026-11-23T12:30+01:00', 'outside-hours'],
    ['the end of the morning', '2026-11-23T12:00+01:00', 'outside-hours'],
    ['before the morning', '2026-11-23T08:30+01:00', 'outside-hours'],
    [
      'an instant written in another zone (04:00 in New York is 10:00 in Paris)',
      '2026-11-23T04:00-05:00',
      'valid',
    ],
    ['Saturday', '2026-11-21T10:00+01:00', 'weekend'],
    ['Sunday night', '2026-11-22T23:00+01:00', 'weekend'],
    ['Christmas', '2026-12-25T10:00+01:00', 'too-far'],
    ['a closure of the school', '2026-12-20T10:00+01:00', 'weekend'],
    ['now', now, 'in-past'],
    ['an hour ago', '2026-11-20T09:00+01:00', 'in-past'],
    ['half an hour from now, within the lead time', '2026-11-20T10:30+01:00', 'too-soon'],
    ['exactly the lead time from now', '2026-11-20T11:00+01:00', 'valid'],
  ])('judges %s', (_, start, verdict) => {
    expect(checkStart(rules, Date.parse(start), Date.parse(now))).toBe(verdict);
  });

  it('judges a holiday and a closure as such', () => {
    const december = Date.parse('2026-12-10T10:00+01:00');
    expect(checkStart(rules, Date.parse('2026-12-25T10:00+01:00'), december)).toBe('holiday');
    expect(checkStart(rules, Date.parse('2026-12-24T10:00+01:00'), december)).toBe('holiday');
    const open = {
      ...rules,
      openingHours: { ...rules.openingHours, closedOnFrenchHolidays: false },
    };
    expect(checkStart(open, Date.parse('2026-12-25T10:00+01:00'), december)).toBe('valid');
  });

  it('takes the last day of the horizon, at any hour, and refuses the next', () => {
    const monday = Date.parse('2026-11-23T14:00+01:00');
    expect(checkStart(rules, Date.parse('2026-12-23T15:30+01:00'), monday)).toBe('holiday');
    const open = { ...rules, openingHours: { ...rules.openingHours, closures: [] } };
    expect(checkStart(open, Date.parse('2026-12-23T15:30+01:00'), monday)).toBe('valid');
    expect(checkStart(open, Date.parse('2026-12-24T09:00+01:00'), monday)).toBe('too-far');
  });

  it('takes no start at all for outside hours', () => {
    expect(checkStart(rules, null, Date.parse(now))).toBe('outside-hours');
  });

  it('calls a weekday on which the school is closed outside hours, not weekend', () => {
    const closedWednesday = {
      ...rules,
      openingHours: { ...rules.openingHours, weekdays: [1, 2, 4, 5] },
    };
    const wednesday = Date.parse('2026-11-25T10:00+01:00');
    expect(checkStart(closedWednesday, wednesday, Date.parse(now))).toBe('outside-hours');
  });

  it('uses the offset of the day asked for, not of today', () => {
    const october = Date.parse('2026-10-20T10:00+02:00');
    expect(checkStart(rules, Date.parse('2026-10-26T09:00+01:00'), october)).toBe('valid');
    expect(checkStart(rules, Date.parse('2026-10-26T09:00+02:00'), october)).toBe('outside-hours');
    const march = Date.parse('2026-03-20T10:00+01:00');
    expect(checkStart(rules, Date.parse('2026-03-30T09:00+02:00'), march)).toBe('valid');
  });
});

describe('openWindows', () => {
  const night = {
    ...rules,
    openingHours: {
      ...rules.openingHours,
      windows: [{ from: '01:00', to: '04:00' }],
      weekdays: [7],
    },
  };

  it('is an hour shorter over the spring change and an hour longer over the autumn change', () => {
    const lengths = [
      { year: 2026, month: 3, day: 29 },
      { year: 2026, month: 10, day: 25 },
      { year: 2026, month: 11, day: 22 },
    ].map((date) =>
      openWindows(night, epochDayOf(date)).map(
        ({ startMs, endMs }) => (endMs - startMs) / 3_600_000,
      ),
    );
    expect(lengths).toEqual([[2], [4], [3]]);
  });
});

describe('French holidays', () => {
  it('are the eleven of 2026', () => {
    const first = epochDayOf({ year: 2026, month: 1, day: 1 });
    const days = Array.from({ length: 365 }, (_, index) => first + index).filter(isFrenchHoliday);
    expect(days.map(isoDateOf)).toEqual([
      '2026-01-01',
      '2026-04-06',
      '2026-05-01',
      '2026-05-08',
      '2026-05-14',
      '2026-05-25',
      '2026-07-14',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-25',
    ]);
  });

  it.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
    [2285, '2285-03-22'],
  ])('follow Easter of %i', (year, date) => {
    expect(isoDateOf(easterSunday(year))).toBe(date);
    expect(civilDateOf(easterSunday(year)).year).toBe(year);
  });
});

describe('Holidays of Alsace-Moselle', () => {
  it.each(['2026-04-03', '2026-12-26', '2027-03-26'])('have %s besides', (date) => {
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
    const epochDay = epochDayOf({ year, month, day });
    expect(isHoliday(epochDay, 'alsace-moselle')).toBe(true);
    expect(isHoliday(epochDay, 'france')).toBe(false);
  });

  it('are thirteen in 2026', () => {
    const first = epochDayOf({ year: 2026, month: 1, day: 1 });
    const days = Array.from({ length: 365 }, (_, index) => first + index);
    expect(days.filter((day) => isHoliday(day, 'alsace-moselle'))).toHaveLength(13);
  });

  it('close the school only where the profile says so', () => {
    const goodFriday = Date.parse('2026-04-03T10:00+02:00');
    const march = Date.parse('2026-03-20T10:00+01:00');
    expect(checkStart(rules, goodFriday, march)).toBe('valid');
    const strasbourg = {
      ...rules,
      openingHours: { ...rules.openingHours, holidays: 'alsace-moselle' as const },
    };
    expect(checkStart(strasbourg, goodFriday, march)).toBe('holiday');
  });
});

describe("An advisor's own hours", () => {
  const tuesday = (time: string): number => Date.parse(`2026-11-24T${time}+01:00`);
  const nowMs = Date.parse(now);

  it("replace the school's windows and days, and add to its closures", () => {
    const own = rulesOfAdvisor(rules, {
      windows: [{ from: '17:00', to: '19:00' }],
      weekdays: [2, 6],
      closures: [{ from: '2026-12-01', to: '2026-12-01' }],
    });
    expect(checkStart(own, tuesday('17:00'), nowMs)).toBe('valid');
    expect(checkStart(own, tuesday('09:00'), nowMs)).toBe('outside-hours');
    expect(checkStart(own, Date.parse('2026-11-23T17:00+01:00'), nowMs)).toBe('outside-hours');
    expect(checkStart(own, Date.parse('2026-11-28T17:00+01:00'), nowMs)).toBe('valid');
    expect(checkStart(own, Date.parse('2026-12-01T17:00+01:00'), nowMs)).toBe('holiday');
  });

  it("are the school's where they say nothing", () => {
    expect(rulesOfAdvisor(rules, undefined)).toBe(rules);
    expect(checkStart(rulesOfAdvisor(rules, {}), tuesday('09:00'), nowMs)).toBe('valid');
  });
});
