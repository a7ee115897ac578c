import { describe, expect, it } from 'vitest';
import { cleanSpeech } from './clean-speech.ts';

describe('cleanSpeech', () => {
  it.each([
    ['euh marre dit hein matin', 'mardi matin'],
    ['Le euh premier.', 'Le premier.'],
    ['Un rendez vous, vendre dit.', 'Un rendez-vous, vendredi.'],
    ['ouie', 'oui'],
    ['ouïe.', 'oui.'],
    ['nom ça ira, merci.', 'non ça ira, merci.'],
    ['nom, mercredis', 'non, mercredi'],
    ['nom Dupont', 'nom Dupont'],
    ["nom c'est Dupont", "nom c'est Dupont"],
    ['nom de famille', 'nom de famille'],
    ['Zéro si trente-neuf quatre-vingt-dix-huit', 'Zéro six trente-neuf quatre-vingt-dix-huit'],
    ['06 39 98 vin 34', '06 39 98 vingt 34'],
    ['si vous voulez', 'si vous voulez'],
    ['cette semaine', 'cette semaine'],
    ['dis huit fois', 'dis huit fois'],
    ['Ben Salem', 'Ben Salem'],
    ['ben oui', 'oui'],
    ['Hein ?', 'Hein ?'],
    ['', ''],
    ['constructor toString', 'constructor toString'],
  ])('« %s » is « %s »', (heard, said) => {
    expect(cleanSpeech(heard)).toBe(said);
  });
});
