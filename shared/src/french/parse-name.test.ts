import { describe, expect, it } from 'vitest';
import { parseName } from './parse-name.ts';
import { spell } from './spell.ts';

describe('parseName', () => {
  it.each([
    ["je m'appelle Marie Lefèvre", 'Marie Lefèvre', 'Marie', 'Lefèvre'],
    ['Marie Lefèvre', 'Marie Lefèvre', 'Marie', 'Lefèvre'],
    ['Lefèvre Marie', 'Marie Lefèvre', 'Marie', 'Lefèvre'],
    ["bonjour c'est madame le goff", 'Le Goff', undefined, 'Le Goff'],
    ['Dupont, prénom Jean', 'Jean Dupont', 'Jean', 'Dupont'],
    ["mon prénom c'est Anaïs et mon nom c'est Petit", 'Anaïs Petit', 'Anaïs', 'Petit'],
    ['jean-pierre moreau', 'Jean-Pierre Moreau', 'Jean-Pierre', 'Moreau'],
    ["Hélène d'Almeida", "Hélène d'Almeida", 'Hélène', "d'Almeida"],
    ['de la tour', 'de La Tour', undefined, 'de La Tour'],
    ['Martin', 'Martin', 'Martin', undefined],
    ['non, Durand', 'Durand', undefined, 'Durand'],
    ['Dupond, pardon, Dupont', 'Dupont', undefined, 'Dupont'],
    ['euh Karim euh Benali', 'Karim Benali', 'Karim', 'Benali'],
  ])('reads %s', (text, name, firstName, lastName) => {
    expect(parseName(text)).toEqual({ name, firstName, lastName, isSpelled: false });
  });

  it.each([
    ['D U P O N T', 'Dupont'],
    ['D, U, P, O, N, T', 'Dupont'],
    ['d comme désiré u p o n t', 'Dupont'],
    ['Lefèvre, L E F E V R E', 'Lefèvre'],
    ['Dupond D U P O N T', 'Dupont'],
    ["je m'appelle Lefebvre ça s'écrit l e f e b v r e", 'Lefebvre'],
    ['m a deux t h i e u', 'Matthieu'],
    ['b é r a r d', 'Berard'],
    ['double v a g n e r', 'Wagner'],
    ['l e tiret b r i s', 'Le-Bris'],
  ])('lets the spelling decide: %s', (text, name) => {
    expect(parseName(text)).toMatchObject({ name, isSpelled: true });
  });

  it.each(['Dupont', 'Wagner', 'Lefebvre', 'Quint'])(
    'hears %s spelled with first names',
    (name) => {
      expect(parseName(spell(name, { withAlphabet: true }))?.name).toBe(name);
    },
  );

  it.each([
    '',
    'euh',
    'oui bonjour',
    '06 39 98 12 34',
    "je voudrais savoir combien coûte la formation en alternance s'il vous plaît",
  ])('finds no name in "%s"', (text) => {
    expect(parseName(text)).toBeUndefined();
  });
});
