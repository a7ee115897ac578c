import { describe, expect, it } from 'vitest';
import type { ModelFacts } from '../../language-model.ts';
import { agent, caller, exampleRequest, slot, toolExchange } from '../model-request.fixture.ts';
import { createInventionCheck } from './invented-facts.ts';

const passages = toolExchange('search_knowledge', {
  type: 'passages',
  passages: [
    {
      documentId: 'a',
      title: 'BTS Communication',
      text: 'La formation dure deux ans, dont quatorze semaines de stage. Rentrée le 15 septembre.',
    },
  ],
});

function invented(phrase: string, facts: Partial<ModelFacts> = {}): string[] {
  const said = [agent('Bonjour.'), caller('J’ai un BTS Esthétique, je suis libre le 3 mars.')];
  const check = createInventionCheck(exampleRequest([...said, ...passages], facts));
  return [...new Set(check(phrase).map(({ kind }) => kind))];
}

describe('what a model makes up', () => {
  it.each([
    ['La formation dure neuf mois.', 'duration'],
    ['Il y a seize semaines de stage.', 'duration'],
    ['La rentrée est le 3 octobre.', 'date'],
    ['La rentrée est en janvier.', 'date'],
    ['Vous obtenez un Bachelor Marketing.', 'diploma'],
    ['Nous proposons aussi un BTS Esthétique.', 'diploma'],
    ['Neuf élèves sur dix réussissent, soit 92 % de réussite.', 'share'],
    ['Il reste cinq places.', 'count'],
    ['La formation dure neuf mois, cela vous convient ?', 'duration'],
  ])('%s', (phrase, kind) => {
    expect(invented(phrase)).toContain(kind);
  });
});

describe('what a model may say', () => {
  it.each([
    'La formation dure 24 mois.',
    'Le BTS Communication dure deux ans.',
    'La rentrée est le quinze septembre.',
    'Avec votre BTS Esthétique, c’est possible.',
    'Nous n’avons pas de BTS Esthétique.',
    'Le 3 mars, c’est noté.',
    'Préférez-vous le 4 ou le 5 mars ?',
    'J’ai mardi 24 novembre à 10 heures.',
    'Quel bachelor vous intéresse ?',
    'Un instant, je regarde les deux possibilités.',
  ])('%s', (phrase) => {
    expect(invented(phrase)).toEqual([]);
  });

  it('the day of the appointment, and today', () => {
    const booked = slot('2026-11-24T09:00:00Z');
    expect(invented('Vous venez le mardi 24 novembre.', { booked })).toEqual([]);
    const nowMs = Date.UTC(2026, 6, 14, 9);
    expect(invented('Nous sommes le mardi 14 juillet 2026.', { nowMs })).toEqual([]);
  });
});
