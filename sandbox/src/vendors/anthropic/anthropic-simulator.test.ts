import { describe, expect, it } from 'vitest';
import { eventsOf, openSimulator } from '../mind/simulator.fixture.ts';
import { startAnthropicSimulator } from './anthropic-simulator.ts';

const headers = { 'x-api-key': 'right', 'anthropic-version': '2023-06-01' };
const user = { role: 'user', content: 'Bonjour' };
const use = { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} };
const ask = { model: 'claude-simulated', max_tokens: 50, messages: [user] };
const open = () => openSimulator(startAnthropicSimulator, headers, { apiKey: 'right' });

describe('the Anthropic simulator', () => {
  it('streams blocks one after the other, arguments in fragments, the reason last', async () => {
    await using opened = await open();
    const events = await eventsOf(await opened.post('/v1/messages', { ...ask, stream: true }));
    expect(events[0]).toMatchObject({ type: 'message_start', message: { content: [] } });
    expect(events.slice(-2)).toMatchObject([
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    ]);
    const deltas = events as { index?: number; delta?: { text?: string; partial_json?: string } }[];
    expect(deltas.map(({ delta }) => delta?.text ?? '').join('')).toBe('Été.');
    const call = deltas.filter(({ index }) => index === 1);
    expect(call.map(({ delta }) => delta?.partial_json ?? '').join('')).toBe('{"when":"mardi"}');
  });

  it('answers without streaming too', async () => {
    await using opened = await open();
    const response = await opened.post('/v1/messages', ask);
    expect(await response.json()).toMatchObject({
      stop_reason: 'tool_use',
      content: [
        { type: 'text', text: 'Été.' },
        { type: 'tool_use', name: 'find_slots', input: { when: 'mardi' } },
      ],
    });
  });

  it.each([
    ['no key', {}, { 'anthropic-version': '2023-06-01' }, 401, 'authentication_error'],
    ['a wrong key', {}, { ...headers, 'x-api-key': 'no' }, 401, 'authentication_error'],
    ['no version', {}, { 'x-api-key': 'right' }, 400, 'invalid_request_error'],
    ['an unknown model', { model: 'claude-none' }, headers, 404, 'not_found_error'],
    ['no limit of tokens', { max_tokens: undefined }, headers, 400, 'invalid_request_error'],
    [
      'a conversation that the model begins',
      { messages: [{ role: 'assistant', content: 'Bonjour' }, user] },
      headers,
      400,
      'invalid_request_error',
    ],
    [
      'a tool use without its result',
      { messages: [user, { role: 'assistant', content: [use] }, user] },
      headers,
      400,
      'invalid_request_error',
    ],
    [
      'a result of nothing',
      { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x' }] }] },
      headers,
      400,
      'invalid_request_error',
    ],
    [
      'empty text',
      { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] },
      headers,
      400,
      'invalid_request_error',
    ],
    [
      'a temperature where the model takes none',
      { model: 'claude-haiku-5-5', temperature: 0.5 },
      headers,
      400,
      'invalid_request_error',
    ],
    [
      'a temperature under the newest version',
      { temperature: 0.5 },
      { ...headers, 'anthropic-version': '2026-10-21' },
      400,
      'invalid_request_error',
    ],
  ])('refuses %s', async (_what, change, sent, status, type) => {
    await using opened = await open();
    const response = await opened.post('/v1/messages', { ...ask, ...change }, sent);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type } });
  });
});
