import fc from 'fast-check';
import { isFrenchHoliday } from '@standardiste/shared/french/french-holidays.ts';
import { toLocalTime, weekdayOf } from '@standardiste/shared/french/local-time.ts';
import { describe, expect, it } from 'vitest';
import { nextMarketingMs } from './marketing-hours.ts';

const paris = 'Europe/Paris';

/** Now and the first instant at which marketing may be sent, both as UTC; where they are one, it may be sent now. */
const instants: readonly (readonly [string, string, string])[] = [
  ['2026-11-20T09:00Z', '2026-11-20T09:00Z', 'Friday, 10 h'],
  ['2026-11-20T06:59Z', '2026-11-20T07:00Z', 'a minute before eight'],
  ['2026-11-20T07:00Z', '2026-11-20T07:00Z', 'eight sharp'],
  ['2026-11-20T18:59Z', '2026-11-20T18:59Z', 'a minute before twenty'],
  ['2026-11-20T19:00Z', '2026-11-21T07:00Z', 'twenty sharp: Saturday'],
  ['2026-11-21T09:00Z', '2026-11-21T09:00Z', 'Saturday, 10 h'],
  ['2026-11-21T19:30Z', '2026-11-23T07:00Z', 'Saturday night: Monday'],
  ['2026-11-22T11:00Z', '2026-11-23T07:00Z', 'Sunday noon: Monday'],
  ['2026-11-22T23:30Z', '2026-11-23T07:00Z', 'Monday, half past midnight'],
  // The clocks go forward on Sunday, 29 March 2026, and back on Sunday, 25 October 2026
  ['2026-03-28T06:59Z', '2026-03-28T07:00Z', 'the day before spring: eight is 7 h UTC'],
  ['2026-03-28T19:00Z', '2026-03-30T06:00Z', 'over the change in spring: eight is 6 h UTC'],
  ['2026-03-29T00:59Z', '2026-03-30T06:00Z', 'the last minute of winter time'],
  ['2026-03-29T01:00Z', '2026-03-30T06:00Z', 'the first minute of summer time'],
  ['2026-03-30T05:59Z', '2026-03-30T06:00Z', 'the morning after'],
  ['2026-10-24T17:59Z', '2026-10-24T17:59Z', 'the evening before autumn: 19 h 59'],
  ['2026-10-24T18:00Z', '2026-10-26T07:00Z', 'over the change in autumn: eight is 7 h UTC'],
  ['2026-10-25T00:30Z', '2026-10-26T07:00Z', 'half past two, the first time'],
  ['2026-10-25T01:30Z', '2026-10-26T07:00Z', 'half past two, the second time'],
  ['2026-10-26T06:59Z', '2026-10-26T07:00Z', 'the morning after'],
  // Every public holiday of 2026, at noon
  ['2026-01-01T11:00Z', '2026-01-02T07:00Z', 'New Year'],
  ['2026-04-06T10:00Z', '2026-04-07T06:00Z', 'Easter Monday'],
  ['2026-05-01T10:00Z', '2026-05-02T06:00Z', 'Labour Day: Saturday'],
  ['2026-05-08T10:00Z', '2026-05-09T06:00Z', 'Victory Day: Saturday'],
  ['2026-05-14T10:00Z', '2026-05-15T06:00Z', 'Ascension'],
  ['2026-05-25T10:00Z', '2026-05-26T06:00Z', 'Whit Monday'],
  ['2026-07-14T10:00Z', '2026-07-15T06:00Z', 'the national day'],
  ['2026-08-15T10:00Z', '2026-08-17T06:00Z', 'Assumption, a Saturday: Monday'],
  ['2026-11-01T11:00Z', '2026-11-02T07:00Z', "All Saints' Day, a Sunday"],
  ['2026-11-11T11:00Z', '2026-11-12T07:00Z', 'Armistice'],
  ['2026-12-25T11:00Z', '2026-12-26T07:00Z', 'Christmas: Saturday'],
  // Runs of days
  ['2027-05-01T10:00Z', '2027-05-03T06:00Z', 'Labour Day on a Saturday: Monday'],
  ['2026-04-04T18:00Z', '2026-04-07T06:00Z', 'the eve of Easter: Tuesday'],
  ['2027-12-24T19:00Z', '2027-12-27T07:00Z', 'Christmas on a Saturday: Monday'],
];

describe('the hours of marketing', () => {
  it.each(instants)('%s → %s: %s', (now, expected) => {
    const next = nextMarketingMs(Date.parse(now), paris);
    expect(new Date(next).toISOString()).toBe(new Date(expected).toISOString());
  });

  it('are those of the recipient', () => {
    const noonInReunion = Date.parse('2026-11-20T04:30Z');
    expect(nextMarketingMs(noonInReunion, 'Indian/Reunion')).toBe(noonInReunion);
  });

  it('always lie ahead, within four days, on a working day from eight to twenty', () => {
    const from = Date.UTC(2024, 0, 1);
    const to = Date.UTC(2040, 0, 1);
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (nowMs) => {
        const next = nextMarketingMs(nowMs, paris);
        const { epochDay, minute } = toLocalTime(next, paris);
        expect(next).toBeGreaterThanOrEqual(nowMs);
        expect(next - nowMs).toBeLessThan(4 * 86_400_000);
        expect(minute).toBeGreaterThanOrEqual(480);
        expect(minute).toBeLessThan(1_200);
        expect(weekdayOf(epochDay)).not.toBe(7);
        expect(isFrenchHoliday(epochDay)).toBe(false);
        expect(nextMarketingMs(next, paris)).toBe(next);
      }),
    );
  });
});
