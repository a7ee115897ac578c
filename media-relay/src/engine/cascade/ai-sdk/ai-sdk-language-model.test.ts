import {
  ConfigInvalidError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import type { MindAnswer, MindInput } from '@standardiste/sandbox/vendors/mind/mind.ts';
import type { ChatRequest } from '@standardiste/sandbox/vendors/openai/chat-request.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelMessage, ModelPart } from '../../language-model.ts';
import {
  agent,
  caller,
  exampleProfile,
  exampleRequest,
  toolExchange,
} from '../model-request.fixture.ts';
import type { AiSdkSettings } from './ai-sdk-language-model.ts';
import { openVendor, providers, vendors } from './vendors.fixture.ts';

const words: MindAnswer = { text: 'Très bien. Préférez-vous été, août ou Noël ?', toolCalls: [] };
const twoCalls: MindAnswer = {
  text: 'Je regarde.',
  toolCalls: [
    { name: 'find_slots', arguments: { when: 'mardi après-midi' } },
    { name: 'search_knowledge', arguments: { question: 'Combien ça coûte ?' } },
  ],
};

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const item of opened.splice(0)) await item[Symbol.asyncDispose]();
});

async function open(
  answer: MindAnswer,
  { provider = 'openai', ...settings }: Partial<AiSdkSettings> = {},
) {
  const seen: MindInput[] = [];
  const mind = (input: MindInput): MindAnswer => {
    seen.push(input);
    return answer;
  };
  const { simulator, model } = await openVendor(provider, {
    simulator: { tokensPerSecond: 1_000, mind },
    settings: { firstTokenTimeoutMs: 2_000, betweenTokensTimeoutMs: 2_000, ...settings },
  });
  opened.push(simulator);
  const ask = async (messages: ModelMessage[] = [caller('Bonjour')]): Promise<ModelPart[]> => {
    const parts: ModelPart[] = [];
    for await (const part of model.respond(exampleRequest(messages), new AbortController().signal))
      parts.push(part);
    return parts;
  };
  return { simulator, model, ask, seen };
}

const textOf = (parts: readonly ModelPart[]): string =>
  parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');

function failureOf(parts: readonly ModelPart[]): VendorFailedError {
  const last = parts.at(-1);
  expect(last?.type).toBe('failed');
  if (last?.type !== 'failed' || !(last.error instanceof VendorFailedError))
    throw new TypeError('expected a VendorFailedError');
  return last.error;
}

for (const provider of providers) {
  const { model, codes } = vendors[provider];

  describe(`an ${provider} model through the AI SDK`, () => {
    it('streams its words and says what they cost', async () => {
      const { ask } = await open(words, { provider, model });
      const parts = await ask();
      expect(textOf(parts)).toBe(words.text);
      expect(parts.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(5);
      expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
      expect(
        (parts.at(-1) as Extract<ModelPart, { type: 'finish' }>).usage?.outputTokens,
      ).toBeGreaterThan(5);
    });

    it('gives two tool calls whole, after the words', async () => {
      const { ask, simulator } = await open(twoCalls, { provider, model });
      simulator.faults.set([{ operation: '*', code: 'one-character-arguments' }]);
      const parts = await ask();
      expect(textOf(parts)).toBe(twoCalls.text);
      expect(parts.flatMap((part) => (part.type === 'tool-call' ? [part.call] : []))).toMatchObject(
        twoCalls.toolCalls,
      );
      expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' });
    });

    it('puts letters together that arrive byte by byte', async () => {
      const { ask, simulator } = await open(words, { provider, model });
      simulator.faults.set([{ operation: '*', code: 'split-utf8' }]);
      expect(textOf(await ask())).toBe(words.text);
    });

    it.each([
      { fault: { kind: 'error', status: 400 }, retryable: false },
      { fault: { kind: 'error', status: 401 }, retryable: false },
      { fault: { kind: 'error', status: 404 }, retryable: false },
      { fault: { kind: 'error', status: 429, code: codes.limit }, retryable: true },
      { fault: { kind: 'error', status: 429, code: 'insufficient_quota' }, retryable: false },
      { fault: { kind: 'error', status: 503 }, retryable: true },
      { fault: { kind: 'error', status: 529 }, retryable: true },
      { fault: { kind: 'error', status: 200, code: codes.failure }, retryable: true },
      { fault: { kind: 'cut' }, retryable: true },
      { fault: { kind: 'cut', code: 'no-finish' }, retryable: true },
      { fault: { kind: 'none', code: 'malformed-chunk' }, retryable: true },
    ] as const)('fails on $fault, retryable: $retryable', async ({ fault, retryable }) => {
      const { ask, simulator } = await open(twoCalls, { provider, model });
      simulator.faults.set([{ operation: '*', ...fault }]);
      const parts = await ask();
      expect(failureOf(parts)).toMatchObject({
        retryable,
        ambiguous: false,
        vendor: `${provider}/${model}`,
      });
      expect(parts.filter(({ type }) => type === 'tool-call')).toEqual([]);
      // Its own retries are off: one request, one attempt, the fault is used up by it.
      expect(simulator.state().exchanges.length).toBeLessThanOrEqual(1);
      expect((await ask()).at(-1)?.type).toBe('finish');
    });

    it('passes on how long a limited caller must wait', async () => {
      const { ask, simulator } = await open(words, { provider, model });
      simulator.faults.set([{ operation: '*', kind: 'error', status: 429, code: codes.limit }]);
      expect(failureOf(await ask()).retryAfterMs).toBe(2_000);
    });

    it('keeps the conversation out of its errors', async () => {
      const { ask, simulator } = await open(words, { provider, model });
      simulator.faults.set([{ operation: '*', kind: 'error', status: 500 }]);
      const error = failureOf(await ask([caller('Je suis Camille Martin')]));
      expect(JSON.stringify([error, error.cause, { ...(error.cause as object) }])).not.toContain(
        'Camille',
      );
    });

    it('gives up when the first token does not come, and when the answer stalls', async () => {
      const { ask, simulator } = await open(words, {
        provider,
        model,
        firstTokenTimeoutMs: 600,
        betweenTokensTimeoutMs: 600,
      });
      simulator.faults.set([
        { operation: '*', kind: 'hang' },
        { operation: '*', kind: 'hang', code: 'midway' },
      ]);
      expect(failureOf(await ask())).toMatchObject({ retryable: true });
      const stalled = await ask();
      expect(textOf(stalled).length).toBeGreaterThan(0);
      expect(failureOf(stalled).message).toContain('midway');
      await expect.poll(() => simulator.state().abandonedCount).toBe(2);
    });

    it('ends silently and closes the connection when it is aborted midway', async () => {
      const { simulator, model: asked } = await open(words, { provider, model });
      simulator.faults.set([{ operation: '*', kind: 'hang', code: 'midway' }]);
      const abort = new AbortController();
      const types: string[] = [];
      for await (const part of asked.respond(exampleRequest([caller('Oui')]), abort.signal)) {
        types.push(part.type);
        abort.abort(new Error('the caller speaks'));
      }
      expect(new Set(types)).toEqual(new Set(['text-delta']));
      await expect.poll(() => simulator.state().abandonedCount).toBe(1);
    });

    it('closes the connection when nobody reads on', async () => {
      const { simulator, model: asked } = await open(words, { provider, model });
      simulator.faults.set([{ operation: '*', kind: 'hang', code: 'midway' }]);
      const signal = new AbortController().signal;
      for await (const _ of asked.respond(exampleRequest([caller('Oui')]), signal)) break;
      await expect.poll(() => simulator.state().abandonedCount).toBe(1);
    });

    it('reports a refusal as one', async () => {
      const { ask, simulator } = await open(words, { provider, model });
      simulator.faults.set([{ operation: '*', code: 'refusal' }]);
      expect((await ask()).at(-1)).toMatchObject({ type: 'finish', reason: 'refused' });
    });

    it('sends a history the vendor accepts although the call broke its rules', async () => {
      const { ask, seen } = await open(words, { provider, model });
      const [call, result] = toolExchange('find_slots', {
        type: 'slots',
        slots: [],
        alternatives: [],
        refusal: null,
      });
      const parts = await ask([
        agent('Bonjour.'),
        caller('Un rendez-vous'),
        caller('mardi'),
        call as ModelMessage,
        agent('Un instant, je regarde.'),
        caller('vous êtes là ?'),
        result as ModelMessage,
        {
          role: 'agent',
          text: '',
          toolCalls: [{ toolCallId: 'lost', name: 'find_slots', arguments: {} }],
        },
        caller('Allô ?'),
      ]);
      expect(parts.at(-1)?.type).toBe('finish');
      const said = seen[0]?.messages.filter(({ role }) => role !== 'system') ?? [];
      const ours = said[0]?.role === 'user' ? said.slice(1) : said;
      expect(ours.map(({ role }) => role)).toEqual([
        'assistant',
        'user',
        'assistant',
        'tool',
        'assistant',
        'user',
        'assistant',
        'tool',
        'user',
      ]);
      expect(ours[1]?.content).toBe('Un rendez-vous\nmardi');
    });

    it('tells the model its tools', async () => {
      const { ask, seen } = await open(words, { provider, model });
      await ask();
      expect(seen[0]?.tools.map(({ name }) => name)).toContain('capture_lead');
    });

    it('is ready once the vendor knows its key and its model', async () => {
      const { model: asked, seen } = await open(words, { provider, model });
      await asked.warmUp?.(new AbortController().signal);
      expect(seen).toMatchObject([{ tools: [] }]);
    });

    it.each([
      ['the key', { apiKey: 'sk-wrong' }, /refuses the key/],
      ['the model', { model: 'none-such' }, /LLM_MODEL names « none-such »/],
    ])(
      'says before the first call that the vendor does not know %s',
      async (_what, wrong, message) => {
        const { model: asked } = await open(words, { provider, model, ...wrong });
        const warmUp = asked.warmUp?.(new AbortController().signal);
        await expect(warmUp).rejects.toThrow(ConfigInvalidError);
        await expect(warmUp).rejects.toThrow(message);
      },
    );

    it('does not take a vendor that is down for a wrong setting', async () => {
      const { model: asked, simulator } = await open(words, { provider, model });
      simulator.faults.set([{ operation: '*', kind: 'error', status: 503 }]);
      const warmUp = asked.warmUp?.(new AbortController().signal);
      await expect(warmUp).rejects.toThrow(VendorFailedError);
    });

    it('asks another model where the profile names one, and its own when the vendor does not know it', async () => {
      const { simulator, model: asked } = await open(words, { provider, model });
      const ask = async (wanted: string): Promise<ModelPart | undefined> => {
        const languageModel = { models: { [provider]: wanted } };
        const request = exampleRequest([caller('Bonjour')], {
          profile: { ...exampleProfile, languageModel },
        });
        let last: ModelPart | undefined;
        for await (const part of asked.respond(request, new AbortController().signal)) last = part;
        return last;
      };
      expect(await ask('none-such')).toMatchObject({ usage: { model: `${provider}/${model}` } });
      expect(await ask('none-such')).toMatchObject({ usage: { model: `${provider}/${model}` } });
      // The second time nobody is asked in vain.
      expect(simulator.state().refused).toMatchObject([{ status: 404 }]);
    });
  });
}

describe('what a tool’s schema becomes', () => {
  it('is JSON Schema of what goes in', async () => {
    const { ask, simulator } = await open(words);
    await ask();
    const { tools = [] } = simulator.state().exchanges[0]?.request as ChatRequest;
    expect(tools[0]?.function.parameters).toMatchObject({
      type: 'object',
      required: ['when'],
      additionalProperties: false,
    });
  });
});

describe('the settings of a profile', () => {
  const languageModel = {
    temperature: 0.7,
    maxOutputTokens: 200,
    stages: { converse: { maxOutputTokens: 80 } },
  };
  it.each([
    ['converse', 80],
    ['close', 200],
  ])('hold for a request in stage %s', async (stage, maxTokens) => {
    const { model, simulator } = await open(words);
    const request = exampleRequest([caller('Bonjour')], {
      stage,
      profile: { ...exampleProfile, languageModel },
    });
    for await (const _ of model.respond(request, new AbortController().signal));
    expect(simulator.state().exchanges[0]?.request).toMatchObject({
      temperature: 0.7,
      max_tokens: maxTokens,
    });
  });
});

describe('a Gemini model that signs its thoughts', () => {
  it.each(['gemini', 'vertex'] as const)('gets them back with its calls (%s)', async (provider) => {
    const settings = { provider, model: 'gemini-3.5-flash' } as const;
    const { ask, simulator } = await open(twoCalls, settings);
    const calls = (await ask()).flatMap((part) => (part.type === 'tool-call' ? [part.call] : []));
    const history: ModelMessage[] = [
      caller('Bonjour'),
      { role: 'agent', text: '', toolCalls: calls },
      ...calls.map(({ toolCallId, name }): ModelMessage => ({
        role: 'tool',
        toolCallId,
        name,
        result: { type: 'failed', reason: 'x' },
      })),
    ];
    expect((await ask(history)).at(-1)?.type).toBe('finish');
    const sent = JSON.stringify(simulator.state().exchanges[1]?.request);
    expect(sent).toMatch(/"thoughtSignature":"c2ln/);
  });
});

describe('a model of OpenAI’s reasoning family', () => {
  it('is asked with the parameters that it accepts', async () => {
    const { ask, simulator } = await open(words, { provider: 'openai', model: 'gpt-5.4-mini' });
    expect((await ask()).at(-1)?.type).toBe('finish');
    expect(simulator.state().exchanges[0]?.request).toMatchObject({
      max_completion_tokens: 300,
      reasoning_effort: 'none',
    });
  });
});

describe('a model of Anthropic’s newer families', () => {
  it('is asked without the sampling parameters that it refuses', async () => {
    const { ask } = await open(words, { provider: 'anthropic', model: 'claude-haiku-5-5' });
    expect((await ask()).at(-1)?.type).toBe('finish');
  });
});

describe('an AI SDK model with the wrong key', () => {
  it('fails for good', async () => {
    const { ask } = await open(words, { apiKey: 'sk-wrong' });
    expect(failureOf(await ask())).toMatchObject({ retryable: false });
  });
});
