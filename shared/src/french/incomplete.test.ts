import { describe, expect, it } from 'vitest';
import { type ExpectedSlot, isIncomplete } from './incomplete.ts';

describe('isIncomplete', () => {
  it.each<[string, ExpectedSlot?]>([
    ['je voudrais un rendez-vous et'],
    ['je voudrais'],
    ['euh'],
    ['alors euh'],
    ['mardi ou'],
    ['parce que'],
    ['Je voudrais un rendez-vous avec.'],
    ['oui par contre'],
    ["c'est"],
    ["j'aimerais prendre rendez-vous avec"],
    ['je peux venir mardi mais'],
    ['à partir de'],
    ['je voulais savoir si…'],
    ['alors...'],
    [''],
    ['mardi à', 'date'],
    ['entre dix heures', 'date'],
    ['entre dix heures et', 'date'],
    ['mardi vers dix', 'date'],
    ['zéro six', 'phone'],
    ['06 39 98', 'phone'],
    ['zéro six trente-neuf quatre-vingt-dix-huit douze', 'phone'],
    ['mon numéro', 'phone'],
    ['jean point', 'email'],
    ['jean point dupont', 'email'],
    ['jean point dupont arobase', 'email'],
    ['jean arobase gmail', 'email'],
    ['j e a n', 'email'],
    ['D U P', 'spelling'],
    ['D comme', 'spelling'],
    ['deux', 'spelling'],
    ['Dupont D U P', 'name'],
    ["je m'appelle", 'name'],
  ])('waits after "%s" (%s)', (text, expected) => {
    expect(isIncomplete(text, expected)).toBe(true);
  });

  it.each<[string, ExpectedSlot?]>([
    ['oui'],
    ['oui', 'yes-no'],
    ['non merci', 'yes-no'],
    ['je voudrais un rendez-vous'],
    ['combien ça coûte ?'],
    ['mardi', 'date'],
    ['mardi à quatorze heures', 'date'],
    ['mardi à quatorze heures trente', 'date'],
    ['entre dix heures et midi', 'date'],
    ['06 39 98 12 34', 'phone'],
    ['zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre', 'phone'],
    ["je n'en ai pas", 'phone'],
    ['jean point dupont arobase gmail point com', 'email'],
    ['jean@gmail.com', 'email'],
    ["je n'ai pas d'adresse", 'email'],
    ['Marie Lefèvre', 'name'],
    ["je m'appelle Martin", 'name'],
    ['au revoir'],
    ['allez-y', 'yes-no'],
    ['je suis là'],
    ['celui-là'],
    ['je ne suis pas contre', 'yes-no'],
    ['moi non plus'],
    ['prenez-le'],
    ['et vous'],
    ['puis-je ?'],
  ])('does not wait after "%s" (%s)', (text, expected) => {
    expect(isIncomplete(text, expected)).toBe(false);
  });
});
