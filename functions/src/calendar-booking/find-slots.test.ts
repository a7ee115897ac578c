import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../integrations/calendar/calendar.ts';
import { candidateStarts } from './candidate-starts.ts';
import { findSlots, type SlotQuestion } from './find-slots.ts';
import { overlaps } from './free-slot.ts';
import { checkStart, rulesOfAdvisor, type BookingRules } from './opening-hours.ts';

const rules: BookingRules = {
  timeZone: 'Europe/Paris',
  openingHours: {
    windows: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '16:00' },
    ],
    weekdays: [1, 2, 3, 4, 5],
    closedOnFrenchHolidays: true,
    closures: [],
  },
  appointment: {
    durationMinutes: 30,
    leadTimeMinutes: 60,
    bufferMinutes: 0,
    horizonDays: 30,
    stepMinutes: 30,
  },
};
/** Friday 20 November 2026, 10:10 in Paris. */
const nowMs = Date.parse('2026-11-20T10:10+01:00');
const monday = (time: string): number => Date.parse(`2026-11-23T${time}+01:00`);
const span = (from: string, to: string): Interval => ({ startMs: monday(from), endMs: monday(to) });
const mondayMorning = span('00:00', '12:00');

function ask(question: Partial<SlotQuestion> = {}) {
  const advisors = [{ advisorId: 'sophie', busy: [] }];
  return findSlots({
    rules,
    nowMs,
    windows: [],
    preferredAdvisorId: 'sophie',
    advisors,
    limit: 3,
    ...question,
  });
}

function times(slots: readonly { startMs: number }[]): readonly string[] {
  return slots.map(({ startMs }) =>
    new Date(startMs).toLocaleString('fr-FR', {
      timeZone: 'Europe/Paris',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }),
  );
}

describe('findSlots', () => {
  it('offers as soon as possible: one of each of the first half-days, after the lead time', () => {
    expect(times(ask().slots)).toEqual(['ven. 11:30', 'ven. 13:00', 'lun. 09:00']);
  });

  it('covers a span that the caller named evenly', () => {
    const windows = [{ startMs: monday('00:00'), endMs: Date.parse('2026-11-28T00:00+01:00') }];
    expect(times(ask({ windows }).slots)).toEqual(['lun. 09:00', 'mer. 13:00', 'ven. 13:00']);
  });

  it('offers the whole limit even when one half-day has little', () => {
    const busy = [span('09:00', '11:30')];
    const windows = [span('00:00', '23:00')];
    const { slots } = ask({ windows, limit: 4, advisors: [{ advisorId: 'sophie', busy }] });
    expect(times(slots)).toEqual(['lun. 11:30', 'lun. 13:00', 'lun. 14:30', 'lun. 15:30']);
  });

  it('offers the last slot of a window, and the only one of a window that holds just one', () => {
    const one = {
      ...rules,
      openingHours: { ...rules.openingHours, windows: [{ from: '09:00', to: '09:30' }] },
    };
    const windows = [span('00:00', '23:00')];
    expect(times(ask({ rules: one, windows }).slots)).toEqual(['lun. 09:00']);
    expect(times(ask({ windows: [span('15:30', '15:31')] }).slots)).toEqual(['lun. 15:30']);
  });

  it.each([
    ['contains the slot', span('08:00', '13:00')],
    ['lies inside the slot', span('09:10', '09:20')],
    ['ends inside the slot', span('08:00', '09:01')],
    ['begins inside the slot, ten minutes after its start', span('09:10', '12:00')],
  ])('leaves out a slot when something busy %s', (_, busy) => {
    const windows = [span('09:00', '09:01')];
    const { slots, refusal } = ask({ windows, advisors: [{ advisorId: 'sophie', busy: [busy] }] });
    expect(slots).toEqual([]);
    expect(refusal).toBe('busy');
  });

  it('keeps a slot that only touches something busy, unless a buffer is wanted', () => {
    const advisors = [
      { advisorId: 'sophie', busy: [span('08:00', '09:00'), span('09:30', '10:00')] },
    ];
    const windows = [span('09:00', '09:01')];
    expect(times(ask({ windows, advisors }).slots)).toEqual(['lun. 09:00']);
    const buffered = { ...rules, appointment: { ...rules.appointment, bufferMinutes: 10 } };
    expect(ask({ windows, advisors, rules: buffered }).slots).toEqual([]);
  });

  it('asks the preferred advisor first and the others only when nothing is free', () => {
    const busySophie = { advisorId: 'sophie', busy: [mondayMorning] };
    const marc = { advisorId: 'marc', busy: [] };
    const asked = { windows: [mondayMorning], preferredAdvisorId: 'sophie' };
    const both = ask({ ...asked, advisors: [marc, { advisorId: 'sophie', busy: [] }] });
    expect(new Set(both.slots.map(({ advisorId }) => advisorId))).toEqual(new Set(['sophie']));
    const other = ask({ ...asked, advisors: [busySophie, marc] });
    expect(new Set(other.slots.map(({ advisorId }) => advisorId))).toEqual(new Set(['marc']));
  });

  it('offers the nearest free starts when nothing is free in the window', () => {
    const advisors = [{ advisorId: 'sophie', busy: [span('09:00', '11:00')] }];
    const { slots, alternatives } = ask({ windows: [span('10:00', '10:01')], advisors });
    expect(slots).toEqual([]);
    expect(times(alternatives)).toEqual(['lun. 11:00', 'lun. 11:30', 'lun. 13:00']);
  });

  it.each([
    [
      'a Saturday',
      {
        startMs: Date.parse('2026-11-21T00:00+01:00'),
        endMs: Date.parse('2026-11-22T00:00+01:00'),
      },
      'weekend',
    ],
    ['lunch', span('12:30', '12:31'), 'outside-hours'],
    ['yesterday', { startMs: nowMs - 86_400_000, endMs: nowMs - 80_000_000 }, 'in-past'],
    [
      'in half an hour',
      {
        startMs: Date.parse('2026-11-20T10:30+01:00'),
        endMs: Date.parse('2026-11-20T10:31+01:00'),
      },
      'too-soon',
    ],
    [
      'next year',
      {
        startMs: Date.parse('2027-02-01T10:00+01:00'),
        endMs: Date.parse('2027-02-01T10:01+01:00'),
      },
      'too-far',
    ],
    ['a time between two steps', span('09:10', '09:11'), null],
  ])('says why %s cannot be had, and offers something else', (_, window, refusal) => {
    const answer = ask({ windows: [window] });
    expect(answer.refusal).toBe(refusal);
    expect(answer.slots).toEqual([]);
    expect(answer.alternatives).toHaveLength(3);
  });

  it('offers each advisor only within their own hours', () => {
    const evenings = { windows: [{ from: '17:00', to: '18:00' }], weekdays: [1] };
    const advisors = [
      { advisorId: 'sophie', busy: [], hours: evenings },
      { advisorId: 'marc', busy: [] },
    ];
    const sophies = ask({ windows: [span('00:00', '23:00')], advisors });
    expect(times(sophies.slots)).toEqual(['lun. 17:00', 'lun. 17:30']);
    const morning = ask({ windows: [mondayMorning], advisors });
    expect(new Set(morning.slots.map(({ advisorId }) => advisorId))).toEqual(new Set(['marc']));
    const nobody = ask({
      windows: [mondayMorning],
      advisors: [{ advisorId: 'sophie', busy: [], hours: evenings }],
    });
    expect(nobody).toMatchObject({ slots: [], refusal: 'outside-hours' });
    expect(times(nobody.alternatives)).toEqual(['lun. 17:00', 'lun. 17:30', 'lun. 17:00']);
  });

  it('offers what the scheduling engine allows, within the hours and where nothing is busy, and no more', () => {
    const windows = [span('00:00', '23:00')];
    const busy = [span('14:00', '15:00')];
    const sophie = { advisorId: 'sophie', busy };
    const unasked = ask({ windows, limit: 4, advisors: [sophie] });
    expect(times(unasked.slots)).toEqual(['lun. 09:00', 'lun. 11:30', 'lun. 13:00', 'lun. 15:30']);
    // At 12:15 and 18:00 the rules say no, at 14:30 the calendar does.
    const candidates = new Set(['10:00', '12:15', '14:30', '15:00', '18:00'].map(monday));
    const asked = ask({ windows, limit: 4, advisors: [{ ...sophie, candidates }] });
    expect(times(asked.slots)).toEqual(['lun. 10:00', 'lun. 15:00']);
    const nine = ask({
      windows: [span('09:00', '09:01')],
      advisors: [{ ...sophie, candidates }],
    });
    expect(nine).toMatchObject({ slots: [], refusal: 'busy' });
    expect(times(nine.alternatives)).toEqual(['lun. 10:00', 'lun. 15:00']);
  });

  it('has nothing to offer of an advisor without a single candidate', () => {
    const advisors = [{ advisorId: 'sophie', busy: [], candidates: new Set<number>() }];
    expect(ask({ advisors })).toMatchObject({ slots: [], alternatives: [] });
  });

  it('has nothing to offer when every advisor is busy for ever', () => {
    const busy = [{ startMs: 0, endMs: nowMs + 400 * 86_400_000 }];
    const advisors = [{ advisorId: 'sophie', busy }];
    expect(ask({ advisors })).toEqual({ slots: [], alternatives: [], refusal: null });
  });
});

describe('findSlots, for any calendar', () => {
  const minutes = (min: number, max: number) => fc.integer({ min, max });
  const interval = fc
    .record({ start: minutes(-600, 40 * 1_440), length: minutes(1, 3_000) })
    .map(({ start, length }) => ({
      startMs: nowMs + start * 60_000,
      endMs: nowMs + (start + length) * 60_000,
    }));
  /** Night hours too: the clocks change at one in the morning, UTC. */
  const dayWindows = fc.constantFrom(
    rules.openingHours.windows,
    [{ from: '01:00', to: '04:00' }],
    // Exactly one appointment of half an hour, and none of an hour.
    [{ from: '09:00', to: '09:30' }],
    [
      { from: '00:00', to: '02:30' },
      { from: '02:45', to: '09:30' },
      { from: '22:00', to: '23:59' },
    ],
  );
  const hours = fc.option(
    fc.record(
      {
        windows: dayWindows,
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        closures: fc.constantFrom<{ from: string; to: string }[]>(
          [{ from: '2026-10-25', to: '2026-10-25' }],
          [{ from: '2026-11-23', to: '2026-11-27' }],
        ),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  );
  const question: fc.Arbitrary<SlotQuestion> = fc
    .record({
      nowMs: fc.constantFrom(
        nowMs,
        Date.parse('2026-10-22T08:03Z'),
        Date.parse('2026-03-26T22:00Z'),
      ),
      durationMinutes: fc.constantFrom(15, 30, 60),
      bufferMinutes: fc.constantFrom(0, 10),
      stepMinutes: fc.constantFrom(15, 30, 45),
      horizonDays: minutes(1, 12),
      windows: fc.array(interval, { maxLength: 4 }),
      dayWindows,
      people: fc.array(fc.record({ busy: fc.array(interval, { maxLength: 12 }), hours }), {
        minLength: 1,
        maxLength: 4,
      }),
      preferred: fc.integer({ min: 0, max: 3 }),
      limit: minutes(1, 6),
    })
    .map(({ durationMinutes, bufferMinutes, stepMinutes, horizonDays, ...others }) => {
      const { people, dayWindows: windowsOfDay, preferred, ...rest } = others;
      return {
        ...rest,
        preferredAdvisorId: `a${preferred}`,
        advisors: people.map((person, index) => ({ advisorId: `a${index}`, ...person })),
        rules: {
          ...rules,
          openingHours: {
            ...rules.openingHours,
            windows: windowsOfDay,
            weekdays: [1, 2, 3, 4, 5, 7],
          },
          appointment: {
            durationMinutes,
            bufferMinutes,
            stepMinutes,
            horizonDays,
            leadTimeMinutes: 60,
          },
        },
      };
    });

  it('proposes only what is free, inside the hours, the horizon and the wish, and never too much', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { slots, alternatives } = findSlots(asked);
        expect(slots.length).toBeLessThanOrEqual(asked.limit);
        expect(alternatives.length).toBeLessThanOrEqual(asked.limit);
        const bufferMs = asked.rules.appointment.bufferMinutes * 60_000;
        for (const slot of [...slots, ...alternatives]) {
          const advisor = asked.advisors.find(({ advisorId }) => advisorId === slot.advisorId);
          const needed = { startMs: slot.startMs - bufferMs, endMs: slot.endMs + bufferMs };
          expect(advisor?.busy.some((busy) => overlaps(busy, needed))).toBe(false);
          const own = rulesOfAdvisor(asked.rules, advisor?.hours);
          expect(checkStart(own, slot.startMs, asked.nowMs)).toBe('valid');
        }
        const isWished = (startMs: number): boolean =>
          asked.windows.length === 0 ||
          asked.windows.some((window) => startMs >= window.startMs && startMs < window.endMs);
        expect(slots.every(({ startMs }) => isWished(startMs))).toBe(true);
        expect(new Set(slots.map(({ startMs }) => startMs)).size).toBe(slots.length);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('finds a slot inside the wish whenever one exists there, and otherwise one outside', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { slots, alternatives } = findSlots(asked);
        if (slots.length > 0) return;
        const isWished = (startMs: number): boolean =>
          asked.windows.length === 0 ||
          asked.windows.some((window) => startMs >= window.startMs && startMs < window.endMs);
        const { durationMinutes, bufferMinutes } = asked.rules.appointment;
        const starts = asked.advisors.flatMap(({ busy, hours: own }) =>
          candidateStarts(rulesOfAdvisor(asked.rules, own), asked.nowMs).filter((startMs) =>
            busy.every(
              (taken) =>
                taken.endMs <= startMs - bufferMinutes * 60_000 ||
                taken.startMs >= startMs + (durationMinutes + bufferMinutes) * 60_000,
            ),
          ),
        );
        const free = [...new Set(starts)];
        expect(free.filter(isWished)).toEqual([]);
        expect(alternatives).toHaveLength(Math.min(asked.limit, free.length));
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('has, on the days of both clock changes, every start that the wall clock shows and no other', () => {
    for (const [day, hoursOpen] of [
      ['2026-03-29', 2],
      ['2026-10-25', 4],
    ] as const) {
      const night = {
        ...rules,
        openingHours: {
          ...rules.openingHours,
          windows: [{ from: '01:00', to: '04:00' }],
          weekdays: [7],
        },
      };
      const dayBefore = Date.parse(`${day}T00:00Z`) - 86_400_000;
      const starts = candidateStarts(night, dayBefore).filter(
        (startMs) => startMs < dayBefore + 2 * 86_400_000,
      );
      expect(starts).toHaveLength(hoursOpen * 2);
      expect(new Set(starts.map((startMs, index) => startMs - index * 1_800_000)).size).toBe(1);
    }
  });
});
