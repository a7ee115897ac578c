import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples/read-examples.ts';
import { parseAmountCents } from './parse-amount.ts';
import { parseNumber } from './parse-number.ts';
import { parseOrdinal } from './parse-ordinal.ts';
import { speakAmount } from './speak-amount.ts';
import { speakInteger, speakNumber, speakOrdinal } from './speak-number.ts';

const examples = readExamples('numbers.tsv');
const upToBillion = fc.oneof(
  fc.integer({ min: 0, max: 1_200 }),
  fc.integer({ min: 0, max: 999_999_999 }),
);

describe('parseNumber', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(120);
  });

  it.each(examples)('line $line: $columns.0', ({ columns }) => {
    expect(String(parseNumber(columns[0] ?? '') ?? 'rien')).toBe(columns[1]);
  });

  it('hears every whole number that is said', () => {
    fc.assert(
      fc.property(upToBillion, (value) => {
        expect(parseNumber(speakInteger(value))).toBe(value);
      }),
    );
  });

  it('hears every number below two thousand, with hyphens or without', () => {
    for (let value = 0; value < 2_000; value += 1) {
      expect(parseNumber(speakInteger(value))).toBe(value);
      expect(parseNumber(speakInteger(value).replaceAll('-', ' '))).toBe(value);
    }
  });

  it('hears every decimal number that is said', () => {
    const decimals = fc.tuple(
      fc.integer({ min: 0, max: 99_999 }),
      fc.integer({ min: 0, max: 9_999 }),
    );
    fc.assert(
      fc.property(decimals, ([whole, fraction]) => {
        const value = Number(`${whole}.${String(fraction).padStart(4, '0')}`);
        expect(parseNumber(speakNumber(value))).toBe(value);
      }),
    );
  });

  it('hears every number that is written in digits', () => {
    fc.assert(
      fc.property(upToBillion, (value) => {
        expect(parseNumber(`il y en a ${value}.`)).toBe(value);
      }),
    );
  });
});

describe('parseAmountCents', () => {
  it.each([
    ['trois euros cinquante', 350],
    ['trois euros et cinquante centimes', 350],
    ['1 250,50 €', 125_050],
    ['49,90 euros par mois', 4_990],
    ['49 € 90', 4_990],
    ['deux mille euros', 200_000],
    ["un million d'euros", 100_000_000],
    ['cinquante centimes', 50],
    ['trois cents euros, non, quatre cents euros', 40_000],
    ['septante euros', 7_000],
    ['trois cent cinquante', undefined],
    ['bonjour', undefined],
  ])('reads %s', (text, cents) => {
    expect(parseAmountCents(text)).toBe(cents);
  });

  it('hears every amount that is said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (cents) => {
        expect(parseAmountCents(speakAmount(cents))).toBe(cents);
      }),
    );
  });
});

describe('parseOrdinal', () => {
  it.each([
    ['le premier', 1],
    ['la première', 1],
    ['la seconde', 2],
    ['attendez une seconde', undefined],
    ['le 2e', 2],
    ['la 3ème', 3],
    ['1er', 1],
    ['le dernier', 'last'],
    ['vingt et unième', 21],
    ['deux', undefined],
  ])('reads %s', (text, place) => {
    expect(parseOrdinal(text)).toBe(place);
  });

  it('hears every ordinal that is said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (value) => {
        expect(parseOrdinal(speakOrdinal(value))).toBe(value);
      }),
    );
  });
});
