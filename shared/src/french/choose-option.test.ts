import { describe, expect, it } from 'vitest';
import { chooseOption } from './choose-option.ts';
import { instantOf } from './examples/say-example.ts';

const context = { nowMs: instantOf('2026-11-18 10:00'), timeZone: 'Europe/Paris' };
/** Mardi 24 à 9 h et à 14 h, jeudi 26 à 14 h 30. */
const offered = ['2026-11-24 09:00', '2026-11-24 14:00', '2026-11-26 14:30'].map((local) => ({
  startMs: instantOf(local),
}));

describe('chooseOption', () => {
  it.each([
    ['le premier', 0],
    ['la première', 0],
    ['le deuxième', 1],
    ['la seconde', 1],
    ['le troisième', 2],
    ['le dernier', 2],
    ['le deux', 1],
    ["l'option trois", 2],
    ['oui le premier', 0],
    ['jeudi', 2],
    ['plutôt jeudi', 2],
    ['va pour jeudi', 2],
    ['le 26', 2],
    ['le jeudi 26 novembre', 2],
    ['mardi à neuf heures', 0],
    ['mardi matin', 0],
    ['mardi à 14h', 1],
    ['celui de quatorze heures', 1],
    ['quatorze heures trente', 2],
    ['deux heures', 1],
    ['deux heures et demie', 2],
    ['neuf heures', 0],
    ['celui du matin', 0],
    ['mardi après-midi', 1],
    ['pas mardi', 2],
    ['pas jeudi, mardi matin', 0],
    ['le plus tôt', 0],
    ['le plus tôt possible', 0],
    ['le plus tard', 2],
    ["n'importe lequel", 0],
    ['mardi, non, jeudi', 2],
    ['vers quatorze heures mardi', 1],
  ])('takes %s', (text, index) => {
    expect(chooseOption(text, offered, context)).toBe(index);
  });

  it.each(['mardi', "l'après-midi", 'oui', "d'accord", 'le 24'])('asks again after %s', (text) => {
    expect(chooseOption(text, offered, context)).toBe('ambiguous');
  });

  it.each([
    'mercredi',
    'demain',
    'jeudi à quinze heures',
    'aucun',
    'non',
    "ni l'un ni l'autre",
    'le quatrième',
    'bonjour',
    'le premier décembre',
    'vous avez un autre créneau',
  ])('finds nothing chosen in %s', (text) => {
    expect(chooseOption(text, offered, context)).toBeUndefined();
  });

  /** Lundi 30 à 9 h et à 13 h, mardi premier à 9 h, mercredi 2 à 9 h. */
  const aroundTheFirst = [
    '2026-11-30 09:00',
    '2026-11-30 13:00',
    '2026-12-01 09:00',
    '2026-12-02 09:00',
  ].map((local) => ({ startMs: instantOf(local) }));

  it.each([
    ['le premier', 0],
    ["le premier, s'il vous plaît", 0],
    ['le 1er', 0],
    ['oui le premier', 0],
    ['le deuxième', 1],
    ['le premier décembre', 2],
    ['mardi premier', 2],
    ['le mardi premier', 2],
    ['le 2', 3],
    ['le deux décembre', 3],
    ['pour mon premier rendez-vous je prends le deux', 3],
    ["le deux, c'est la première fois que je viens", 3],
    ['le 2 en premier choix', 3],
  ])('takes a place for a place when dates are offered that sound alike: %s', (text, index) => {
    expect(chooseOption(text, aroundTheFirst, context)).toBe(index);
  });

  it('takes a yes for the only option', () => {
    expect(chooseOption('oui très bien', offered.slice(0, 1), context)).toBe(0);
    expect(chooseOption('non merci', offered.slice(0, 1), context)).toBeUndefined();
  });

  it('counts in the order in which the options were said', () => {
    const reversed = [...offered].reverse();
    expect(chooseOption('le premier', reversed, context)).toBe(0);
    expect(chooseOption('le plus tôt', reversed, context)).toBe(2);
  });

  it('chooses nothing among no options', () => {
    expect(chooseOption('le premier', [], context)).toBeUndefined();
  });
});
