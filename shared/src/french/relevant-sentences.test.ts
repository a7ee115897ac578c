import { describe, expect, it } from 'vitest';
import { firstSentences, relevantSentences } from './relevant-sentences.ts';

const cooking = {
  title: 'CAP Cuisine',
  text: 'Le CAP Cuisine mène aux métiers de la restauration. La formation dure un an. Les frais de scolarité sont de 1 450 euros, payables en huit fois.\n\nUn stage de quatre semaines est obligatoire.',
};
const sewing = {
  title: 'CAP Couture',
  text: 'Le CAP Couture forme aux métiers de la mode. La formation dure deux ans. Les frais de scolarité sont de 1 980 euros.',
};
const passages = [cooking, sewing];

describe('the sentences of a passage that answer a question', () => {
  it.each([
    [
      'Combien coûte le CAP Cuisine ?',
      'Les frais de scolarité sont de 1 450 euros, payables en huit fois.',
    ],
    ['Quel est le tarif du CAP Couture ?', 'Les frais de scolarité sont de 1 980 euros.'],
    ['Le CAP Couture, ça dure combien de temps ?', 'La formation dure deux ans.'],
    ['C’est combien d’années, le CAP Cuisine ?', 'La formation dure un an.'],
    ['Y a-t-il un stage dans le CAP Cuisine ?', 'Un stage de quatre semaines est obligatoire.'],
  ])('« %s »', (question, answer) => {
    expect(relevantSentences(passages, question)).toBe(answer);
  });

  it('are several when several were asked about, in the order of the text', () => {
    expect(relevantSentences([cooking], 'Quelle est la durée, et quel est le prix ?')).toBe(
      'La formation dure un an. Les frais de scolarité sont de 1 450 euros, payables en huit fois.',
    );
  });

  it('stay within what can be listened to', () => {
    const text = Array.from(
      { length: 9 },
      (_, n) =>
        `Le prix du module ${n} est de ${n}00 euros par mois, hors frais de dossier, et se règle à la rentrée.`,
    ).join(' ');
    expect(relevantSentences([{ title: 'Prix', text }], 'Quel est le prix ?').length).toBeLessThan(
      260,
    );
  });

  it('begin with the passage itself when no word matches', () => {
    expect(relevantSentences(passages, 'Et alors ?')).toMatch(/^Le CAP Cuisine/);
  });

  it('lose list marks and headings’ signs', () => {
    expect(relevantSentences([{ title: '', text: '# Prix\n- 900 euros' }], '900 euros ?')).toBe(
      '900 euros.',
    );
  });

  it('are the first three of a generated answer', () => {
    expect(firstSentences('Un. Deux oui. Trois oui. Quatre.')).toBe('Un. Deux oui. Trois oui.');
  });
});
