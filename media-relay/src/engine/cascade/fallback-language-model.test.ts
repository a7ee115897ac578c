import {
  ConfigInvalidError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import type { LanguageModel, ModelPart } from '../language-model.ts';
import { createFallbackLanguageModel } from './fallback-language-model.ts';
import { caller, exampleRequest } from './model-request.fixture.ts';

const word: ModelPart = { type: 'text-delta', text: 'Bonjour.' };
const finish: ModelPart = { type: 'finish', reason: 'stop', usage: null };
const failure = (vendor: string): ModelPart => ({
  type: 'failed',
  error: new VendorFailedError('down', { vendor, retryable: true }),
});

const wrongKey = new ConfigInvalidError('the key is wrong');

/** A model that says what it is given, and counts how often it was asked. */
function fixedModel(name: string, parts: readonly ModelPart[]): LanguageModel & { asked: number } {
  return {
    name,
    asked: 0,
    async *respond(_request, signal) {
      this.asked += 1;
      for (const part of parts) {
        if (signal.aborted) return;
        yield part;
      }
    },
  };
}

const signal = new AbortController().signal;
async function partsOf(model: LanguageModel, until = signal): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of model.respond(exampleRequest([caller('Bonjour')]), until))
    parts.push(part);
  return parts;
}

describe('a fallback chain of language models', () => {
  it('names all of them', () => {
    const chain = createFallbackLanguageModel([fixedModel('a', []), fixedModel('b', [])]);
    expect(chain.name).toBe('a,b');
  });

  it('does not ask the second while the first answers', async () => {
    const second = fixedModel('b', [word, finish]);
    const chain = createFallbackLanguageModel([fixedModel('a', [word, finish]), second]);
    expect(await partsOf(chain)).toEqual([word, finish]);
    expect(second.asked).toBe(0);
  });

  it('asks the second when the first fails before its first word', async () => {
    const chain = createFallbackLanguageModel([
      fixedModel('a', [failure('a')]),
      fixedModel('b', [word, finish]),
    ]);
    expect(await partsOf(chain)).toEqual([word, finish]);
  });

  it('asks the second when the first breaks off in the middle of its answer', async () => {
    const chain = createFallbackLanguageModel([
      fixedModel('a', [word, failure('a')]),
      fixedModel('b', [word, finish]),
    ]);
    expect(await partsOf(chain)).toEqual([word, word, finish]);
  });

  it('stays with a model that has called a tool, even if it fails then', async () => {
    const call: ModelPart = {
      type: 'tool-call',
      call: { toolCallId: '1', name: 'end_call', arguments: {} },
    };
    const chain = createFallbackLanguageModel([
      fixedModel('a', [call, failure('a')]),
      fixedModel('b', [word, finish]),
    ]);
    expect(await partsOf(chain)).toEqual([call, failure('a')]);
  });

  it('reports the last failure when all fail', async () => {
    const chain = createFallbackLanguageModel([
      fixedModel('a', [failure('a')]),
      fixedModel('b', [failure('b')]),
    ]);
    expect(await partsOf(chain)).toMatchObject([{ error: { vendor: 'b' } }]);
  });

  it('asks nobody else once it was aborted', async () => {
    const abort = new AbortController();
    const first: LanguageModel = {
      name: 'a',
      async *respond() {
        abort.abort();
        yield failure('a');
      },
    };
    const second = fixedModel('b', [word, finish]);
    const chain = createFallbackLanguageModel([first, second]);
    await partsOf(chain, abort.signal);
    expect(second.asked).toBe(0);
  });

  it('leaves a model alone for a while after it failed, and says so', async () => {
    const clock = new VirtualClock();
    const first = fixedModel('a', [failure('a')]);
    const given: string[] = [];
    const chain = createFallbackLanguageModel([first, fixedModel('b', [word, finish])], {
      clock,
      onFallOver: (model) => given.push(model),
    });
    await partsOf(chain);
    expect(await partsOf(chain)).toEqual([word, finish]);
    expect([first.asked, given]).toEqual([1, ['a']]);
    await clock.advance(10_001);
    await partsOf(chain);
    expect(first.asked).toBe(2);
  });

  it('leaves a model alone for as long as its vendor asks, and longer for what will not heal', async () => {
    const rests = async (options: {
      retryable: boolean;
      retryAfterMs?: number;
    }): Promise<number> => {
      const clock = new VirtualClock();
      const error = new VendorFailedError('no', { vendor: 'a', ...options });
      const first = fixedModel('a', [{ type: 'failed', error }]);
      const chain = createFallbackLanguageModel([first, fixedModel('b', [finish])], { clock });
      const startMs = clock.now();
      await partsOf(chain);
      while (first.asked === 1) {
        await clock.advance(5_000);
        await partsOf(chain);
      }
      return clock.now() - startMs;
    };
    expect(await rests({ retryable: true, retryAfterMs: 42_000 })).toBe(45_000);
    expect(await rests({ retryable: false })).toBe(300_000);
  });

  it('still asks the last model when it failed just now', async () => {
    const clock = new VirtualClock();
    const last = fixedModel('b', [failure('b')]);
    const chain = createFallbackLanguageModel([fixedModel('a', [failure('a')]), last], { clock });
    await partsOf(chain);
    await partsOf(chain);
    expect(last.asked).toBe(2);
  });

  it('is ready when one of them is, and gives up those that are not', async () => {
    const clock = new VirtualClock();
    const first = { ...fixedModel('a', [word, finish]), warmUp: () => Promise.reject(wrongKey) };
    const given: string[] = [];
    const chain = createFallbackLanguageModel([first, fixedModel('b', [finish])], {
      clock,
      onFallOver: (model) => given.push(model),
    });
    await chain.warmUp?.(signal);
    expect(given).toEqual(['a']);
    expect(await partsOf(chain)).toEqual([finish]);
  });

  it('is not ready when none of them is', async () => {
    const broken = { ...fixedModel('a', []), warmUp: () => Promise.reject(wrongKey) };
    const chain = createFallbackLanguageModel([broken, { ...broken, name: 'b' }]);
    await expect(chain.warmUp?.(signal)).rejects.toThrow(wrongKey);
  });

  it('refuses to be empty', () => {
    expect(() => createFallbackLanguageModel([])).toThrow(TypeError);
  });
});
