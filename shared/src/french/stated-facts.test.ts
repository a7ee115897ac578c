import { describe, expect, it } from 'vitest';
import { createFactCheck, statedFacts } from './stated-facts.ts';

const told = (text: string): string[] =>
  statedFacts(text).map(({ kind, value }) => `${kind} ${value}`);

describe('the facts that a text states', () => {
  it.each<[string, string[]]>([
    ['Le CAP coûte 1 190 euros.', ['amount 119000', 'diploma cap']],
    ['Le CAP coûte mille cent quatre-vingt-dix euros.', ['amount 119000', 'diploma cap']],
    ['Comptez 2 900 € par an, en dix mensualités.', ['amount 290000', 'count 10 payment']],
    ['La remise est de cinq pour cent, ou de 7,5 %.', ['share 5', 'share 7.5']],
    ['La formation dure deux ans.', ['duration 24 month']],
    ['Elle dure 24 mois, avec 14 semaines de stage.', ['duration 24 month', 'duration 98 day']],
    ['La rentrée est le 15 septembre 2027.', ['date month 9', 'date 15 9', 'year 2027']],
    ['La rentrée est le premier octobre.', ['date month 10', 'date 1 10']],
    ['Les cours reprennent en février.', ['date month 2']],
    ['Il reste 12 places.', ['count 12 place']],
    [
      'Nous préparons au BTS Communication et au BTS en Comptabilité.',
      ['diploma bts', 'diploma bts commun', 'diploma bts', 'diploma bts compta'],
    ],
    ['Le BTS dure deux ans.', ['duration 24 month', 'diploma bts']],
    ['Notre but est de vous aider, une fois par jour.', []],
    ['Mardi à 10 heures, pendant trente minutes.', []],
    ['Un instant, je regarde les deux possibilités.', []],
  ])('%s', (text, facts) => {
    expect(told(text).sort()).toEqual([...facts].sort());
  });
});

describe('a check against sources', () => {
  const missing = createFactCheck([
    'Le CAP petite enfance dure douze mois et coûte 1 190 €. Rentrée le 15 septembre.',
    'BTS Communication (deux ans)',
  ]);

  it.each([
    'Le CAP Petite Enfance dure un an.',
    'Il coûte mille cent quatre-vingt-dix euros.',
    'La rentrée est en septembre, le quinze septembre.',
    'Le BTS Communication dure 24 mois.',
    'Avez-vous une autre question ?',
  ])('lets pass: %s', (phrase) => {
    expect(missing(phrase)).toEqual([]);
  });

  it.each([
    ['Il coûte 1 290 euros.', 'amount'],
    ['Il dure neuf mois.', 'duration'],
    ['La rentrée est le 16 septembre.', 'date'],
    ['La rentrée est en octobre.', 'date'],
    ['Nous avons aussi un BTS Esthétique.', 'diploma'],
    ['Vous obtenez un bachelor.', 'diploma'],
    ['Il y a 20 % de remise.', 'share'],
    ['Ouverture en 2031.', 'year'],
    ['Il reste trois places.', 'count'],
  ])('finds what no source has: %s', (phrase, kind) => {
    expect(missing(phrase).map((fact) => fact.kind)).toContain(kind);
  });
});
