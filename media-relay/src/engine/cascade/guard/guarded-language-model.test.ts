import { describe, expect, it } from 'vitest';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { conversationTools } from '../../../tools/conversation-tools.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../../language-model.ts';
import { caller, exampleRequest, slot, toolExchange } from '../model-request.fixture.ts';
import { createGuardedLanguageModel } from './guarded-language-model.ts';

const finish: ModelPart = { type: 'finish', reason: 'stop', usage: null };
const says = (text: string): ModelPart => ({ type: 'text-delta', text });
const calls = (name: string, callArguments: Record<string, unknown> = {}): ModelPart => ({
  type: 'tool-call',
  call: { toolCallId: `id-${name}`, name, arguments: callArguments },
});

async function guard(
  parts: readonly ModelPart[],
  request: ModelRequest = exampleRequest([caller('Bonjour')]),
) {
  const model: LanguageModel = {
    name: 'test',
    async *respond() {
      yield* parts;
    },
  };
  const told: string[] = [];
  const guarded = createGuardedLanguageModel(model, {
    onGuarded: ({ type, reason }) => told.push(`${type} ${reason}`),
  });
  const given: ModelPart[] = [];
  for await (const part of guarded.respond(request, new AbortController().signal)) given.push(part);
  const text = given.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
  const called = given.flatMap((part) => (part.type === 'tool-call' ? [part.call] : []));
  return { given, text, called, told };
}

describe('a guarded language model', () => {
  it('gives whole phrases, a line each, and the end', async () => {
    const { given, told } = await guard([
      says('Très bi'),
      says('en. Quel jo'),
      says('ur ?'),
      finish,
    ]);
    // Nothing to say at first, but to measure.
    expect(given).toEqual([says(''), says('Très bien.\n'), says('Quel jour ?\n'), finish]);
    expect(told).toEqual([]);
  });

  it('says a phrase as soon as it is whole', async () => {
    const order: string[] = [];
    const model: LanguageModel = {
      name: 'test',
      async *respond() {
        yield says('Très bien. Q');
        order.push('asked on');
        yield finish;
      },
    };
    const parts = createGuardedLanguageModel(model).respond(
      exampleRequest([caller('Oui')]),
      new AbortController().signal,
    );
    for await (const part of parts) order.push(part.type);
    expect(order).toEqual(['text-delta', 'asked on', 'text-delta', 'finish']);
  });

  it('says the truth in the place of a booking that did not happen, and nothing of what follows', async () => {
    const { text, told } = await guard([
      says('Très bien. C’est réservé. Vous recevrez un SMS. À mardi !'),
      finish,
    ]);
    expect(text).toBe("Très bien.\nRien n'est encore réservé. Quel moment vous conviendrait ?\n");
    expect(told).toEqual(['phrase-withheld booking']);
  });

  it('says nothing in its place when a tool goes on from there', async () => {
    const request = exampleRequest([caller('Mardi')], {
      offeredSlots: [slot('2026-11-24T08:00:00Z')],
    });
    const { text, called } = await guard(
      [says('C’est réservé.'), calls('propose_appointment', { slotId: 'x' }), finish],
      request,
    );
    expect(text).toBe('');
    expect(called).toMatchObject([{ name: 'propose_appointment' }]);
  });

  it('cuts an answer that is too long at a sentence', async () => {
    const sentence = (index: number): string =>
      `Voici la phrase numéro ${index} de cette réponse. `;
    const long = Array.from({ length: 40 }, (_, index) => sentence(index)).join('');
    const { text, told } = await guard([says(long), finish]);
    expect(text.length).toBeLessThan(620);
    expect(text.trim().endsWith('réponse.')).toBe(true);
    expect(told).toEqual(['answer-cut too-long']);
  });

  it('cuts an answer that goes round in circles', async () => {
    const { text } = await guard([says('Je regarde cela pour vous. '.repeat(30)), finish]);
    expect(text).toBe('Je regarde cela pour vous.\n');
  });

  it('drops a tool that was not given, and says so when nothing else was said', async () => {
    const request = { ...exampleRequest([caller('Bonjour')]), tools: [conversationTools.end_call] };
    const { called, text } = await guard([calls('find_slots', { when: 'mardi' }), finish], request);
    expect(called).toEqual([]);
    expect(text).toMatch(/^Je ne peux pas faire cela\./);
  });

  it('lets the conversation answer a tool that does not exist', async () => {
    expect((await guard([calls('open_door'), finish])).called).toMatchObject([
      { name: 'open_door' },
    ]);
  });

  it('drops a call that is repeated, and calls without end', async () => {
    const { called } = await guard([
      ...['mardi', 'mardi', 'jeudi', 'lundi', 'vendredi'].map((when) =>
        calls('find_slots', { when }),
      ),
      finish,
    ]);
    expect(called.map((call) => call.arguments['when'])).toEqual(['mardi', 'jeudi', 'lundi']);
  });

  it.each([
    [{ when: 'mardi', mood: 'gai' }, { when: 'mardi' }],
    [{ when: 24 }, { when: '24' }],
    [{ when: 'm'.repeat(400) }, { when: 'm'.repeat(300) }],
    [
      { when: 'mardi', advisor: 7 },
      { when: 'mardi', advisor: '7' },
    ],
    [{ when: 'mardi', advisor: ['Sophie'] }, { when: 'mardi' }],
    [{ arguments: { when: 'mardi' } }, { when: 'mardi' }],
    [{ input: '{"when":"mardi"}' }, { when: 'mardi' }],
  ])('mends arguments: %j becomes %j', async (given, mended) => {
    const { called, told } = await guard([calls('find_slots', given), finish]);
    expect(called[0]?.arguments).toEqual(mended);
    expect(told).toEqual(['arguments-repaired find_slots']);
  });

  it('lets the conversation refuse arguments that cannot be mended, once', async () => {
    const first = [caller('Mardi')];
    const wrong = [calls('find_slots', { day: 'mardi' }), finish];
    expect((await guard(wrong, exampleRequest(first))).called).toHaveLength(1);
    const again = [...first, ...toolExchange('find_slots', { type: 'refused', reason: 'schema' })];
    const { called, text } = await guard(wrong, exampleRequest(again));
    expect(called).toEqual([]);
    expect(text).not.toBe('');
  });

  it('passes a failure on, without the phrase that broke off', async () => {
    const error = new VendorFailedError('down', { vendor: 'x', retryable: true });
    const { given } = await guard([says('Bonjour. Je vou'), { type: 'failed', error }]);
    expect(given).toEqual([says('Bonjour.\n'), { type: 'failed', error }]);
  });
});
