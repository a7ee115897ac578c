import { describe, expect, it } from 'vitest';
import { eventsOf, openSimulator } from '../mind/simulator.fixture.ts';
import { startVertexSimulator } from '../vertex/vertex-simulator.ts';
import { startGeminiSimulator } from './gemini-simulator.ts';

const headers = { 'x-goog-api-key': 'right' };
const user = { role: 'user', parts: [{ text: 'Bonjour' }] };
const call = { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] };
const response = {
  role: 'user',
  parts: [{ functionResponse: { name: 'f', response: { output: 'x' } } }],
};
const ask = { contents: [user] };
const path = '/v1beta/models/gemini-simulated:streamGenerateContent?alt=sse';
const signed = '/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse';
const open = () => openSimulator(startGeminiSimulator, headers, { apiKey: 'right' });

describe('the Gemini simulator', () => {
  it('streams whole responses, calls whole, and just ends', async () => {
    await using opened = await open();
    const answer = await opened.post(path, ask);
    const events = await eventsOf(answer);
    const parts = (
      events as {
        candidates: { content: { parts: { text?: string; functionCall?: object }[] } }[];
      }[]
    ).flatMap(({ candidates }) => candidates.flatMap(({ content }) => content.parts));
    expect(parts.map(({ text }) => text ?? '').join('')).toBe('Été.');
    expect(parts.flatMap(({ functionCall }) => functionCall ?? [])).toMatchObject([
      { name: 'find_slots', args: { when: 'mardi' } },
    ]);
    expect(events.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: expect.any(Number) as number },
    });
  });

  it.each([
    ['no key', path, ask, {}, 403, 'PERMISSION_DENIED'],
    ['a wrong key', path, ask, { 'x-goog-api-key': 'no' }, 400, 'INVALID_ARGUMENT'],
    ['an unknown model', path.replace('simulated', 'none'), ask, headers, 404, 'NOT_FOUND'],
    ['another form of stream', path.replace('?alt=sse', ''), ask, headers, 400, 'INVALID_ARGUMENT'],
    ['no contents', path, { contents: [] }, headers, 400, 'INVALID_ARGUMENT'],
    [
      'a call that follows no turn of the user',
      path,
      { contents: [call, response] },
      headers,
      400,
      'INVALID_ARGUMENT',
    ],
    [
      'a call without its response',
      path,
      { contents: [user, call, user] },
      headers,
      400,
      'INVALID_ARGUMENT',
    ],
    [
      'a call without its signature, where the model signs',
      signed,
      { contents: [user, call, response] },
      headers,
      400,
      'INVALID_ARGUMENT',
    ],
  ])('refuses %s', async (_what, to, body, sent, code, status) => {
    await using opened = await open();
    const answer = await opened.post(to, body, sent);
    expect(answer.status).toBe(code);
    expect(await answer.json()).toMatchObject({ error: { code, status } });
  });
});

describe('the Vertex simulator', () => {
  const at = (location: string): string =>
    `/v1beta1/projects/standardiste-local/locations/${location}/publishers/google/models/gemini-simulated:streamGenerateContent?alt=sse`;

  it.each([
    ['answers where the model is served', 'eu', { authorization: 'Bearer right' }, 200],
    ['knows no model elsewhere', 'europe-west1', { authorization: 'Bearer right' }, 404],
    ['wants a token', 'eu', {}, 401],
  ])('%s', async (_what, location, sent, status) => {
    await using opened = await openSimulator(startVertexSimulator, {}, { apiKey: 'right' });
    const answer = await opened.post(at(location), ask, sent);
    expect(answer.status).toBe(status);
    await answer.text();
  });
});
