import { describe, expect, it } from 'vitest';
import { readWords, type InboundWish } from './read-words.ts';

const texts: readonly (readonly [string, InboundWish])[] = [
  ['STOP', 'STOP'],
  ['stop', 'STOP'],
  [' Stop. ', 'STOP'],
  ['STOP!', 'STOP'],
  ['CANCEL', 'STOP'],
  ['Opt-out', 'STOP'],
  ['Stop svp', 'STOP'],
  ['Arrêt', 'STOP'],
  ['Désabonner', 'STOP'],
  ['Désinscription', 'STOP'],
  ['Stop au chantier demain ?', 'other'],
  ['Non-stop', 'other'],
  ['START', 'START'],
  ['Unstop', 'START'],
  ['aide', 'HELP'],
  ['HELP', 'HELP'],
  ['Info', 'HELP'],
  ['OUI', 'yes'],
  ['Oui merci', 'yes'],
  ['ok', 'yes'],
  ["D'accord", 'yes'],
  ['D’accord !', 'yes'],
  ['C’est bon', 'yes'],
  ['Je confirme', 'yes'],
  ['oui mais pas mardi', 'other'],
  ['ANNULER', 'cancel'],
  ['annule', 'cancel'],
  ['Annulez svp', 'cancel'],
  ['Bonjour, annuler mon rendez-vous', 'cancel'],
  ["J'annule", 'cancel'],
  ['Annulation rdv', 'cancel'],
  ['Je voudrais annuler', 'cancel'],
  ['ne pas annuler', 'other'],
  ['DEPLACER', 'move'],
  ['Déplacer', 'move'],
  ['Reporter le rendez-vous', 'move'],
  ['Quels sont vos tarifs ?', 'other'],
  ['', 'other'],
  ['😀', 'other'],
];

describe('readWords', () => {
  it.each(texts)('reads %j as %s', (body, wish) => {
    expect(readWords(body)).toBe(wish);
  });
});
