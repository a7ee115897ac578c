import { describe, expect, it } from 'vitest';
import { playScene, saying, utterance, type SceneOptions } from './turn-taking.fixture.ts';

const ask = { when: 'une question \\?', say: ['Comment se passe la formation ?'] };
const search = { tool: 'search_knowledge', arguments: { question: 'la formation' } } as const;
const passages = {
  passages: [{ documentId: 'd1', title: 'Formation', text: 'Six mois.', score: 1 }],
  isRelevant: true,
  answer: null,
};
const leave = { when: 'dure six mois\\.', say: ['Merci, au revoir.'], hangUp: true };
const fillerPattern = /instant|regarde|vérifie|consulte|cherche|patiente/;

/** A model that looks the answer up and then tells it. */
const looksUp: SceneOptions['answer'] = (_, { messages }) => {
  const last = messages.at(-1);
  if (last?.role !== 'tool') return search;
  return JSON.stringify(last.result).includes('Six mois')
    ? 'La formation dure six mois.'
    : "Je n'ai pas trouvé cette information.";
};

describe('a call in trouble', () => {
  it('is bridged by a filler while a tool takes 6 s, and nobody is asked whether they are there', async () => {
    const call = await playScene({
      answer: looksUp,
      runTool: () => passages,
      toolDelayMs: 6_000,
      timings: { knowledgeMs: 8_000 },
      rules: [ask, leave],
    });
    const asked = saying(call, /Comment/);
    const first = call.heard.agent.find(({ startMs }) => startMs > asked.endMs);
    expect(first?.text).toMatch(fillerPattern);
    expect((first?.startMs ?? Infinity) - asked.endMs).toBeLessThan(2_000);
    expect(call.agentText).toContain('La formation dure six mois.');
    expect(call.agentText).not.toContain('toujours en ligne');
    const fillers = call.heard.agent.filter(
      ({ text, startMs }) => startMs > asked.endMs && fillerPattern.test(text),
    );
    expect(new Set(fillers.map(({ text }) => text)).size).toBe(fillers.length);
  });

  it('is never thought silent while a tool works, and says no filler twice in a call', async () => {
    const call = await playScene({
      answer: (_, { messages }) => {
        const results = messages.filter(({ role }) => role === 'tool').length;
        const asked = messages.filter(({ role }) => role === 'caller').length;
        return results < asked ? search : 'La formation dure six mois.';
      },
      runTool: () => passages,
      toolDelayMs: 20_000,
      timings: { lookupMs: 25_000, knowledgeMs: 25_000 },
      rules: [
        ask,
        { when: 'dure six mois\\.', say: ['Et celle du soir, combien de temps ?'] },
        leave,
      ],
    });
    expect(call.agentText).not.toContain('toujours en ligne');
    const fillers = call.agentText.match(
      /Un instant, [^.]*\.|Je (?:cherche|vérifie)[^.]*\.|Encore [^.]*\.|C'est un peu [^.]*\./g,
    );
    expect(fillers?.length).toBe(4);
    expect(new Set(fillers).size).toBe(4);
  });

  it('goes on when a tool never answers', async () => {
    const call = await playScene({
      answer: looksUp,
      rules: [ask, { when: 'pas trouvé', say: ['Tant pis, au revoir.'], hangUp: true }],
    });
    expect(call.agentText).toMatch(fillerPattern);
    expect(call.agentText).toContain("Je n'ai pas trouvé cette information.");
    expect(utterance(call, /pas trouvé/).startMs - saying(call, /Comment/).endMs).toBeLessThan(
      6_500,
    );
  });

  it('goes on when the voice stalls in the middle of a sentence', async () => {
    const call = await playScene({
      answer: () =>
        'La formation dure six mois et elle se passe en ligne, le soir, avec un tuteur.',
      stallsOn: /six mois/,
      rules: [ask, { when: 'interrompu|redire', say: ['Au revoir.'], hangUp: true }],
    });
    const end = saying(call, /Comment/).endMs;
    expect(utterance(call, /interrompu/).startMs - end).toBeLessThan(8_000);
    expect(call.armedCount).toBe(0);
  });

  it('is held on interim results when the recogniser never settles anything', async () => {
    const call = await playScene({
      answer: (text) => (/formation/.test(text) ? 'La formation dure six mois.' : 'Au revoir.'),
      recognition: { timing: { finalAfterMs: 3_600_000 } },
      rules: [ask, leave],
    });
    expect(utterance(call, /dure six mois/).startMs - saying(call, /Comment/).endMs).toBeLessThan(
      1_500,
    );
  });

  it('goes on when the recogniser hears nothing at all', async () => {
    const call = await playScene({
      answer: () => 'Bonjour.',
      recogniserFaults: [{ operation: 'streamingRecognize', kind: 'hang', times: null }],
      rules: [
        ask,
        { when: 'compris|en ligne', say: ['Allô ?'], times: 20, optional: true },
        { when: 'jamais', hangUp: true, optional: true },
      ],
      patienceMs: 100_000,
    });
    expect(call.heard.endedBy).toBe('callbot');
    expect(call.armedCount).toBe(0);
  });

  it('asks a silent caller at 15 s, and closes the call at 70 s', async () => {
    const call = await playScene({
      answer: () => 'Bonjour.',
      rules: [{ when: 'jamais', hangUp: true, optional: true }],
      patienceMs: 120_000,
    });
    const greeting = utterance(call, /une question \?/);
    const sign = utterance(call, /toujours en ligne/);
    const goodbye = utterance(call, /Au revoir/);
    expect(sign.startMs - greeting.endMs).toBeGreaterThan(14_800);
    expect(sign.startMs - greeting.endMs).toBeLessThan(15_600);
    expect(goodbye.startMs - greeting.endMs).toBeGreaterThan(69_000);
    expect(goodbye.startMs - greeting.endMs).toBeLessThan(73_000);
    expect(call.heard.endedBy).toBe('callbot');
  });
});
