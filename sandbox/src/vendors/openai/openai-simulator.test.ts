import { afterEach, describe, expect, it } from 'vitest';
import type { OpenAiSimulatorOptions } from './openai-simulator.ts';
import { startOpenAiSimulator } from './openai-simulator.ts';

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const item of opened.splice(0)) await item[Symbol.asyncDispose]();
});

async function open(options: OpenAiSimulatorOptions = {}) {
  const simulator = await startOpenAiSimulator({
    firstTokenMs: 0,
    tokensPerSecond: 1_000,
    mind: () => ({
      text: 'Été.',
      toolCalls: [{ name: 'find_slots', arguments: { when: 'mardi' } }],
    }),
    ...options,
  });
  opened.push(simulator);
  const post = (body: object, key = 'sk-any'): Promise<Response> =>
    fetch(`${simulator.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: key === '' ? {} : { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
  return { simulator, post };
}

const ask = { model: 'gpt-simulated', messages: [{ role: 'user', content: 'Bonjour' }] };

async function events(response: Response): Promise<string[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((event) => event.replace(/^data: /, ''));
}

describe('the OpenAI simulator', () => {
  it('streams role, words, tool call fragments by index, reason, usage and the end', async () => {
    const { post } = await open();
    const response = await post({ ...ask, stream: true, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const all = await events(response);
    expect(all.pop()).toBe('[DONE]');
    const chunks = all.map((event) => JSON.parse(event));
    expect(chunks[0].choices[0].delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { completion_tokens: expect.any(Number) },
    });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(chunks.at(-2).choices[0]).toMatchObject({ delta: {}, finish_reason: 'tool_calls' });
    const fragments = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(fragments[0]).toMatchObject({ index: 0, id: expect.stringMatching(/^call_/) });
    expect(fragments.slice(1).every((fragment) => fragment.id === undefined)).toBe(true);
    expect(fragments.map((fragment) => fragment.function.arguments).join('')).toBe(
      '{"when":"mardi"}',
    );
  });

  it('answers without streaming too', async () => {
    const { post } = await open();
    expect(await (await post(ask)).json()).toMatchObject({
      object: 'chat.completion',
      choices: [{ finish_reason: 'tool_calls', message: { role: 'assistant', content: 'Été.' } }],
    });
  });

  it('lists its models', async () => {
    const { simulator } = await open({ models: ['one'] });
    const response = await fetch(`${simulator.origin}/v1/models`, {
      headers: { authorization: 'Bearer x' },
    });
    expect(await response.json()).toMatchObject({ data: [{ id: 'one' }] });
  });

  it.each([
    ['no key', {}, '', 401, null],
    ['a wrong key', {}, 'sk-wrong', 401, 'invalid_api_key'],
    ['an unknown model', { model: 'gpt-none' }, 'sk-right', 404, 'model_not_found'],
    ['no messages', { messages: [] }, 'sk-right', 400, null],
    ['stream options without a stream', { stream_options: {} }, 'sk-right', 400, null],
    [
      'a bad tool name',
      { tools: [{ type: 'function', function: { name: 'a b' } }] },
      'sk-right',
      400,
      null,
    ],
    [
      'a parameter that reasoning models refuse',
      { model: 'gpt-5.4-mini', max_tokens: 5 },
      'sk-right',
      400,
      'unsupported_parameter',
    ],
    [
      'a tool message that answers nothing',
      { messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] },
      'sk-right',
      400,
      null,
    ],
    [
      'a tool call that is not answered at once',
      {
        messages: [
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'x', type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          { role: 'user', content: 'Allô ?' },
          { role: 'tool', tool_call_id: 'x', content: '{}' },
        ],
      },
      'sk-right',
      400,
      null,
    ],
  ])('refuses %s', async (_what, change, key, status, code) => {
    const { post, simulator } = await open({ apiKey: 'sk-right' });
    const response = await post({ ...ask, ...change }, key);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String) } });
    expect(simulator.state()).toMatchObject({ exchanges: [], refused: [{ status }] });
  });

  it('limits with a delay to wait', async () => {
    const { post, simulator } = await open();
    simulator.faults.set([
      { operation: 'chat.completions', kind: 'error', status: 429, code: 'rate_limit_exceeded' },
    ]);
    const response = await post(ask);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2']);
  });

  it('forgets everything when it is reset', async () => {
    const { post, simulator } = await open();
    await (await post(ask)).json();
    expect(simulator.state().exchanges).toMatchObject([{ isComplete: true }]);
    simulator.reset();
    expect(simulator.state().exchanges).toEqual([]);
  });
});
