import { describe, expect, it } from 'vitest';
import { isBackchannel } from './backchannel.ts';
import { isRecogniserNoise } from './noise.ts';

describe('isRecogniserNoise', () => {
  it.each([
    '',
    ' ',
    '.',
    '...',
    'a',
    "Sous-titrage ST' 501",
    "Sous-titres réalisés par la communauté d'Amara.org",
    'Sous-titres par Marie',
    'Sous-titrage Société Radio-Canada',
    "Merci d'avoir regardé cette vidéo !",
    '❤️ par SousTitreur.com',
    "N'oubliez pas de vous abonner",
    'Abonnez-vous à la chaîne !',
    'Thanks for watching!',
    '[Musique]',
    '(applaudissements)',
    '♪ musique douce ♪',
    'merci merci merci merci merci merci',
  ])('drops "%s"', (text) => {
    expect(isRecogniserNoise(text)).toBe(true);
  });

  it.each([
    'oui',
    'ok',
    'euh',
    '6',
    'merci',
    'musique',
    'je cherche une formation en sous-titrage',
    'est-ce que vous avez un BTS musique ou un CAP',
    'six six six six six six',
    "je voudrais m'abonner à la newsletter",
  ])('keeps "%s"', (text) => {
    expect(isRecogniserNoise(text)).toBe(false);
  });

  it('keeps a letter of a caller who spells', () => {
    expect(isRecogniserNoise('d', { keepsLetters: true })).toBe(false);
  });
});

describe('isBackchannel', () => {
  it.each([
    'mm-hm',
    'oui',
    "d'accord",
    'oui oui',
    'ah oui',
    'euh',
    'ok',
    'hum hum',
    "oui d'accord",
    'hmm',
    'Très bien.',
  ])('hears a listener in "%s"', (text) => {
    expect(isBackchannel(text)).toBe(true);
  });

  it.each([
    '',
    'non',
    'attendez',
    'oui mais',
    'stop',
    'oui je voudrais',
    'pardon',
    'oui oui oui oui oui',
    'mardi',
  ])('hears a speaker in "%s"', (text) => {
    expect(isBackchannel(text)).toBe(false);
  });
});
