import { describe, expect, it } from 'vitest';
import { isSameLastName } from './same-last-name.ts';

describe('a last name that was asked for', () => {
  it.each([
    ['Moreau', 'Moreau'],
    ['euh, Camille Moreau', 'Moreau'],
    ['Moreau Camille', 'MOREAU'],
    ["mon nom de famille, c'est Moreau", 'Moreau'],
    ['M O R E A U', 'Moreau'],
    ['Moreau, M comme Marie, O, R, E, A, U', 'Moreau'],
    ['Moraud', 'Moreau'],
    ['Lefebvre', 'Lefèvre'],
    ['Dupond', 'Dupont'],
    ['le fevre', 'Lefèvre'],
    ['Martin', 'Martin'],
    ['Martin Pierre', 'Martin'],
    ['Bon', 'Bon'],
    ['de la tour', 'Delatour'],
    ["d'Almeida", "D'Almeida"],
    ['Benali', 'Ben Ali'],
    ['Lambret', 'Lambert'],
    ['Castelnaud', 'Castelnau'],
    ['Kastelnot', 'Castelnau'],
    ['Jean-Pierre Le Goff', 'Le Goff'],
  ])('is said by « %s » for %s', (said, lastName) => {
    expect(isSameLastName(said, lastName)).toBe(true);
  });

  it.each([
    ['Martin', 'Moreau'],
    ['Camille', 'Moreau'],
    ['', 'Moreau'],
    ['Moreau', ''],
    ['?', '?'],
    ['oui', 'Moreau'],
    ['Roy', 'Roux'],
    ['Morel', 'Moreau'],
    ['Marin', 'Morin'],
    ['Petit', 'Martin'],
    ['Martin Bernard Dubois Moreau Petit', 'Moreau'],
    ['Martin Moreau Petit', 'Moreau'],
    ['L', 'Le'],
    [`${'Martin '.repeat(40)}Moreau`, 'Moreau'],
  ])('is not said by « %s » for %s', (said, lastName) => {
    expect(isSameLastName(said, lastName)).toBe(false);
  });
});
