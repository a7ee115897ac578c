import { describe, expect, it } from 'vitest';
import { writeDateTime } from './write-date-time.ts';

describe('writeDateTime', () => {
  it.each([
    ['2026-11-24T13:30:00Z', 'mardi 24 novembre à 14 h 30'],
    ['2026-12-01T08:00:00Z', 'mardi 1er décembre à 9 h'],
    ['2026-07-06T07:05:00Z', 'lundi 6 juillet à 9 h 05'],
    ['2026-12-31T23:00:00Z', 'vendredi 1er janvier à 0 h'],
  ])('writes %s as %s in Paris', (instant, text) => {
    expect(writeDateTime(Date.parse(instant), 'Europe/Paris')).toBe(text);
  });
});
