import { describe, expect, it } from 'vitest';
import { isEnglish } from './is-english.ts';

describe('isEnglish', () => {
  it.each([
    'Hello, do you speak English?',
    "Sorry, I don't understand French.",
    'No, thank you. Goodbye.',
    'English please.',
    'I would like an appointment',
  ])('hears English in « %s »', (text) => {
    expect(isEnglish(text)).toBe(true);
  });

  it.each([
    '',
    'hello',
    'OK',
    'ok bye',
    'Non à demain',
    'Oui on a un rendez-vous',
    'Do you speak… pardon, je voudrais un rendez-vous mardi matin',
    'Le prix de la formation web designer please',
  ])('hears none in « %s »', (text) => {
    expect(isEnglish(text)).toBe(false);
  });
});
