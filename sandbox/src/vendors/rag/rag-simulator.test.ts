import { describe, expect, it } from 'vitest';
import { startRagSimulator } from './rag-simulator.ts';

const documents = [
  { id: 'tarifs', title: 'Tarifs', text: 'Le BTS coûte 2 900 euros.\n\nSans frais.' },
];

describe('the RAG simulator', () => {
  it.each([
    ['no key', {}, { question: 'Tarifs ?', profileId: 'p' }, 401],
    ['no profile', { authorization: 'Bearer demo-key' }, { question: 'Tarifs ?' }, 400],
    [
      'an empty question',
      { authorization: 'Bearer demo-key' },
      { question: '', profileId: 'p' },
      400,
    ],
  ])('refuses a request with %s', async (_name, headers, body, status) => {
    await using simulator = await startRagSimulator({ documents, apiKey: 'demo-key' });
    const request = { method: 'POST', headers, body: JSON.stringify(body) } as const;
    expect((await fetch(simulator.inferenceUrl, request)).status).toBe(status);
    expect(simulator.state().questions).toEqual([]);
  });

  it('answers with the paragraphs that share words with the question', async () => {
    await using simulator = await startRagSimulator({ documents });
    const body = JSON.stringify({ question: 'Combien coûte le bts ?', limit: 1, profileId: 'p' });
    const response = await fetch(simulator.inferenceUrl, { method: 'POST', body });
    expect(await response.json()).toMatchObject({
      passages: [{ documentId: 'tarifs', text: 'Le BTS coûte 2 900 euros.' }],
      isRelevant: true,
      answer: null,
    });
  });
});
