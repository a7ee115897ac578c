import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { fixedPhrases } from './phrases.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { playScene, saying, utterance, type SceneOptions } from './turn-taking.fixture.ts';

const leave = { when: 'six mois\\.', say: ['Merci, au revoir.'], hangUp: true };

/** Looks for slots, slowly, twice, and then answers. */
const looksUpTwice: SceneOptions['answer'] = (_, { messages }) => {
  const results = messages.filter(({ role }) => role === 'tool').length;
  if (results < 2) return { tool: 'find_slots', arguments: { when: 'mardi' } };
  return 'La formation dure six mois.';
};
const slowTools = {
  runTool: () => ({ slots: [], alternatives: [], refusal: null }),
  toolDelayMs: 3_500,
};

describe('fixed phrases', () => {
  it('cost no synthesis: not the first sound of a call, not a filler, not a re-prompt', async () => {
    const call = await playScene({
      ...slowTools,
      answer: looksUpTwice,
      rules: [
        { when: 'toujours en ligne', say: ['Combien dure la formation ?'] },
        leave,
        { when: 'jamais', hangUp: true, optional: true },
      ],
    });
    expect(utterance(call, /^Bonjour, Campus Mirabelle/).startMs).toBeLessThan(150);
    const fillers = call.turns.filter(({ said }) => /instant|agenda/.test(said));
    expect(fillers).not.toEqual([]);
    // A name and what the model says are all that the voice was asked for.
    expect(call.synthesised).toEqual(['Camille.', 'La formation dure six mois.']);
  });

  it.each([
    { kind: 'unknown', phone: '+33639980001' } as const,
    { kind: 'anonymous' } as const,
    { ...camille, firstName: '' },
  ])('greet a caller who is $kind without the vendor', async (caller) => {
    const call = await playScene({
      caller,
      answer: () => 'Bien.',
      rules: [{ when: 'une question \\?', say: ['Au revoir.'], hangUp: true }],
    });
    expect(call.synthesised).toEqual([]);
  });

  it('are spoken by the vendor while they are not kept yet, and once each', async () => {
    const call = await playScene({
      isCold: true,
      answer: () => '',
      rules: [
        { when: 'une question \\?', say: ['Gloubi.'] },
        { when: 'redire \\?$', say: ['Boulga un.'] },
        { when: 'clavier', say: ['Boulga deux.'] },
        { when: 'clavier', say: ['Au revoir.'], hangUp: true },
      ],
    });
    expect(saying(call, /Boulga deux/).text).toBe('Boulga deux.');
    const said = call.heard.agent.filter(({ text }) => text.includes('Pouvez-vous redire'));
    expect(said.length).toBeGreaterThan(1);
    expect(call.synthesised.filter((text) => text.includes('Pouvez-vous redire'))).toHaveLength(1);
  });

  it('hold no name of a caller', () => {
    const phrases = fixedPhrases(schoolProfile);
    expect(phrases).toContain('Merci de votre appel,');
    expect(phrases).toContain("Sophie n'est pas disponible.");
    expect(phrases.filter((phrase) => /Zéphyrine|null|undefined/.test(phrase))).toEqual([]);
  });
});
