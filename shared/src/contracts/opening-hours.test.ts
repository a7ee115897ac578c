import { describe, expect, it } from 'vitest';
import { isOpenAt, whyClosed } from './opening-hours.ts';
import type { OpeningHours } from './profile.ts';

const hours: OpeningHours = {
  windows: [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '18:00' },
  ],
  weekdays: [1, 2, 3, 4, 5],
  closedOnFrenchHolidays: true,
  closures: [{ from: '2026-12-24', to: '2026-12-31' }],
};
const isOpen = (local: string, changes: Partial<OpeningHours> = {}): boolean =>
  isOpenAt({ ...hours, ...changes }, 'Europe/Paris', Date.parse(local));

describe('opening hours', () => {
  it.each([
    ['at the first minute', '2026-11-20T09:00:00+01:00', true],
    ['a minute before', '2026-11-20T08:59:59+01:00', false],
    ['in the last minute', '2026-11-20T11:59:59+01:00', true],
    ['at the end, which is no more', '2026-11-20T12:00:00+01:00', false],
    ['after lunch', '2026-11-20T13:00:00+01:00', true],
    ['on Saturday', '2026-11-21T10:00:00+01:00', false],
    ['on Armistice Day', '2026-11-11T10:00:00+01:00', false],
    ['in a closure', '2026-12-29T10:00:00+01:00', false],
    ['in summer, by the same clock on the wall', '2026-07-20T09:00:00+02:00', true],
    ['in summer, by the wrong clock', '2026-07-20T08:30:00+02:00', false],
  ])('hold %s', (_, local, expected) => {
    expect(isOpen(local)).toBe(expected);
  });

  it('may go on through holidays, and end for Alsace on two more', () => {
    expect(isOpen('2026-11-11T10:00:00+01:00', { closedOnFrenchHolidays: false })).toBe(true);
    expect(isOpen('2026-04-03T10:00:00+02:00')).toBe(true);
    expect(isOpen('2026-04-03T10:00:00+02:00', { holidays: 'alsace-moselle' })).toBe(false);
  });

  it('say why nobody is there', () => {
    const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    expect(whyClosed(hours, day('2026-11-21'))).toBe('weekend');
    expect(whyClosed({ ...hours, weekdays: [1] }, day('2026-11-20'))).toBe('outside-hours');
    expect(whyClosed(hours, day('2026-12-25'))).toBe('holiday');
    expect(whyClosed(hours, day('2026-11-20'))).toBeUndefined();
  });
});
