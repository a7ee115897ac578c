import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { civilDateOf, epochDayOf, toInstantMs, toLocalTime, weekdayOf } from './local-time.ts';

const zones = fc.constantFrom(
  'Europe/Paris',
  'Indian/Reunion',
  'America/Guadeloupe',
  'Pacific/Noumea',
  'UTC',
);
const days = fc.integer({
  min: epochDayOf({ year: 2024, month: 1, day: 1 }),
  max: epochDayOf({ year: 2030, month: 1, day: 1 }),
});

describe('local time', () => {
  it('agrees with Temporal on every wall clock', () => {
    fc.assert(
      fc.property(zones, days, fc.integer({ min: 0, max: 1_439 }), (timeZone, epochDay, minute) => {
        const date = civilDateOf(epochDay);
        const expected = Temporal.PlainDateTime.from({
          ...date,
          hour: Math.floor(minute / 60),
          minute: minute % 60,
        }).toZonedDateTime(timeZone).epochMilliseconds;
        expect(toInstantMs(epochDay, minute, timeZone)).toBe(expected);
      }),
    );
  });

  it.each([
    ['the morning that skips an hour', { year: 2027, month: 3, day: 28 }, 'Europe/Paris'],
    ['the morning that repeats one', { year: 2026, month: 10, day: 25 }, 'Europe/Paris'],
  ])('agrees with Temporal on every minute of %s', (_, date, timeZone) => {
    for (let minute = 0; minute < 1_440; minute += 1) {
      const local = Temporal.PlainDateTime.from({
        ...date,
        hour: Math.floor(minute / 60),
        minute: minute % 60,
      });
      const expected = local.toZonedDateTime(timeZone).epochMilliseconds;
      expect(toInstantMs(epochDayOf(date), minute, timeZone)).toBe(expected);
    }
  });

  it('reads the wall clock at every instant', () => {
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
        (timeZone, seconds) => {
          const zoned = Temporal.Instant.fromEpochMilliseconds(seconds * 1_000).toZonedDateTimeISO(
            timeZone,
          );
          const local = toLocalTime(seconds * 1_000, timeZone);
          expect(civilDateOf(local.epochDay)).toEqual({
            year: zoned.year,
            month: zoned.month,
            day: zoned.day,
          });
          expect(local.minute).toBe(zoned.hour * 60 + zoned.minute);
          expect(weekdayOf(local.epochDay)).toBe(zoned.dayOfWeek);
        },
      ),
    );
  });

  it('refuses a zone that does not exist', () => {
    expect(() => toLocalTime(0, 'Europe/Atlantis')).toThrow(RangeError);
  });
});
