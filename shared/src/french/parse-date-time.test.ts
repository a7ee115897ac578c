import { describe, expect, it } from 'vitest';
import { describeWish } from './examples/describe-wish.ts';
import { readExamples } from './examples/read-examples.ts';
import { instantOf } from './examples/say-example.ts';
import { parseWish } from './parse-date-time.ts';

const timeZone = 'Europe/Paris';
const examples = readExamples('dates-and-times.tsv');

describe('parseWish', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(150);
  });

  it.each(examples)('line $line, at $setting: $columns.0', ({ columns, setting }) => {
    const wish = parseWish(columns[0] ?? '', { nowMs: instantOf(setting), timeZone });
    expect(describeWish(wish)).toBe(columns[1]);
  });

  it('gives at most fifty windows, in order and apart', () => {
    const wish = parseWish(
      'à dix heures, à onze heures, à quatorze heures, à quinze heures ou à seize heures',
      {
        nowMs: instantOf('2026-11-18 07:00'),
        timeZone,
      },
    );
    if (wish.type !== 'constraints') throw new TypeError(`Expected constraints, got ${wish.type}`);
    expect(wish.windows).toHaveLength(50);
    for (const [index, window] of wish.windows.entries()) {
      expect(window.toMs).toBeGreaterThan(window.fromMs);
      expect(window.fromMs).toBeGreaterThanOrEqual(wish.windows[index - 1]?.toMs ?? 0);
    }
  });

  it('names the days that were ruled out', () => {
    const wish = parseWish('la semaine prochaine sauf le vendredi', {
      nowMs: instantOf('2026-11-18 07:00'),
      timeZone,
    });
    expect(wish).toMatchObject({
      excludedDates: ['2026-11-20', '2026-11-27', '2026-12-04', '2026-12-11'],
    });
  });

  it('is less sure of an hour that could be in the morning or in the afternoon', () => {
    const options = { nowMs: instantOf('2026-11-18 07:00'), timeZone };
    const vague = parseWish('demain à deux heures', options);
    const plain = parseWish('demain à quatorze heures', options);
    expect(vague).toMatchObject({ windows: (plain as { windows: unknown }).windows });
    expect((vague as { confidence: number }).confidence).toBeLessThan(
      (plain as { confidence: number }).confidence,
    );
  });

  it('counts days on the wall clock of the zone it is given', () => {
    const nowMs = Date.parse('2026-11-18T22:30:00Z');
    const wish = parseWish('demain à 9 heures', { nowMs, timeZone: 'Indian/Reunion' });
    expect(wish).toMatchObject({ windows: [{ fromMs: Date.parse('2026-11-20T05:00:00Z') }] });
  });
});
