import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toInstantMs, toLocalTime } from './local-time.ts';
import { parseWish } from './parse-date-time.ts';
import { speakDateTime, speakSlots } from './speak-date-time.ts';

const timeZone = 'Europe/Paris';
const minuteMs = 60_000;
const instants = fc
  .integer({
    min: Date.parse('2026-01-01T00:00:00Z') / minuteMs,
    max: Date.parse('2028-12-31T00:00:00Z') / minuteMs,
  })
  .map((minutes) => minutes * minuteMs);

describe('speakDateTime', () => {
  it('says every start of the coming year so that it is heard again', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 365 }),
        fc.integer({ min: 0, max: 1_439 }),
        (nowMs, days, minute) => {
          const startMs = toInstantMs(
            toLocalTime(nowMs, timeZone).epochDay + days,
            minute,
            timeZone,
          );
          const spoken = speakDateTime(startMs, { nowMs, timeZone });
          const wish = parseWish(spoken, { nowMs, timeZone });
          expect(wish, spoken).toMatchObject({
            isExactStart: true,
            windows: [{ fromMs: firstOf(startMs) }],
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says a list of starts so that each is heard again', () => {
    const nowMs = Date.parse('2026-11-18T06:00:00Z');
    const today = toLocalTime(nowMs, timeZone).epochDay;
    const starts = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 32, max: 76 })),
      {
        minLength: 1,
        maxLength: 4,
        selector: ([day, quarter]) => `${day} ${quarter}`,
      },
    );
    fc.assert(
      fc.property(starts, (list) => {
        const startsMs = list.map(([day, quarter]) =>
          toInstantMs(today + day, quarter * 15, timeZone),
        );
        const wish = parseWish(speakSlots(startsMs, { nowMs, timeZone }), { nowMs, timeZone });
        const heard = wish.type === 'constraints' ? wish.windows.map(({ fromMs }) => fromMs) : [];
        expect(heard).toEqual([...startsMs].sort((a, b) => a - b));
      }),
    );
  });
});

/** In the hour that comes twice, the first is meant. */
function firstOf(instantMs: number): number {
  const { epochDay, minute } = toLocalTime(instantMs, timeZone);
  return toInstantMs(epochDay, minute, timeZone);
}
