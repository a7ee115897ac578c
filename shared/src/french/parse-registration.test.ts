import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePostcode, parseSiret } from './parse-registration.ts';
import { speakInteger } from './speak-number.ts';
import { speakPairs } from './speak-phone.ts';

describe('parsePostcode', () => {
  it.each([
    ['75011', '75011'],
    ['75 011 Paris', '75011'],
    ['soixante-quinze zéro onze', '75011'],
    ['soixante-quinze mille onze', '75011'],
    ['sept cinq zéro un un', '75011'],
    ['treize mille', '13000'],
    ['soixante-neuf mille trois', '69003'],
    ['zéro six deux cents', '06200'],
    ['zéro un mille', '01000'],
    ['cinquante-neuf mille huit cents', '59800'],
    ['neuf sept quatre zéro zéro', '97400'],
    ["euh alors mon code postal c'est le trente-trois zéro zéro zéro", '33000'],
    ['vingt mille', '20000'],
    ['quatre-vingt-dix-neuf mille', undefined],
    ['trois mille', undefined],
    ['bonjour', undefined],
  ])('reads %s', (text, postcode) => {
    expect(parsePostcode(text)).toBe(postcode);
  });

  it('hears every postcode that is said as a number', () => {
    const departments = fc.integer({ min: 10_000, max: 95_999 });
    fc.assert(
      fc.property(departments, (code) => {
        expect(parsePostcode(speakInteger(code))).toBe(String(code));
      }),
    );
  });
});

describe('parseSiret', () => {
  it.each([
    ['732 829 320 00074', '73282932000074'],
    [
      'sept cent trente-deux huit cent vingt-neuf trois cent vingt zéro zéro zéro soixante-quatorze',
      '73282932000074',
    ],
    ['sept trois deux huit deux neuf trois deux zéro zéro zéro zéro sept quatre', '73282932000074'],
    ['732 829 320', '732829320'],
  ])('reads %s', (text, digits) => {
    expect(parseSiret(text)).toEqual({ digits, isValid: true });
  });

  it('knows the sum that La Poste uses', () => {
    expect(parseSiret('356 000 000 00048').isValid).toBe(true);
  });

  it.each(['732 829 320 00075', '732 829', 'je ne sais pas'])('does not believe %s', (text) => {
    expect(parseSiret(text).isValid).toBe(false);
  });

  it('hears the digits said by pairs', () => {
    expect(parseSiret(speakPairs('73282932000074')).isValid).toBe(true);
  });
});
