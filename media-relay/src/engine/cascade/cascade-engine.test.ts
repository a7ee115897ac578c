import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { createInProcessRecogniser } from '../../../../sandbox/src/voice/in-process-recogniser.ts';
import { createInProcessSynthesiser } from '../../../../sandbox/src/voice/in-process-synthesiser.ts';
import type { EngineEvent } from '../engine.ts';
import type { LanguageModel, ModelPart } from '../language-model.ts';
import { createCascadeEngine } from './cascade-engine.ts';
import { exampleRequest } from './model-request.fixture.ts';

function modelOf(parts: () => AsyncIterable<ModelPart>): LanguageModel {
  return { name: 'test', respond: parts };
}

async function* saying(...texts: string[]): AsyncIterable<ModelPart> {
  await Promise.resolve();
  for (const text of texts) yield { type: 'text-delta', text };
  yield { type: 'finish', reason: 'stop', usage: null };
}

/** Runs `act` on a session and returns what it emitted within a minute. */
async function emitted(
  languageModel: LanguageModel,
  act: (session: ReturnType<ReturnType<typeof createCascadeEngine>['open']>) => void,
): Promise<EngineEvent[]> {
  const clock = new VirtualClock();
  const engine = createCascadeEngine({
    recogniser: createInProcessRecogniser({ clock }),
    synthesiser: createInProcessSynthesiser({ clock }),
    languageModel,
    clock,
  });
  const session = engine.open({
    callId: 'CA1',
    languageCode: 'fr-FR',
    voice: 'any',
    phraseHints: [],
    signal: new AbortController().signal,
  });
  const events: EngineEvent[] = [];
  const reading = (async () => {
    for await (const event of session.events) events.push(event);
  })();
  act(session);
  await clock.advance(60_000);
  await session[Symbol.asyncDispose]();
  await reading;
  return events;
}

const typesOf = (events: readonly EngineEvent[]): string[] => [
  ...new Set(events.map(({ type }) => type)),
];

describe('the cascade', () => {
  it('speaks fixed text and model text of a turn in order, each phrase with its audio', async () => {
    const events = await emitted(
      modelOf(() => saying('Mardi à neuf heures. ', 'Cela va ?')),
      (session) => {
        session.say(1, 'Un instant.');
        session.respond(1, exampleRequest([]));
      },
    );
    const phrases = events.flatMap((event) =>
      event.type === 'agent-phrase-start' ? [event.text] : [],
    );
    expect(phrases.join(' ')).toBe('Un instant. Mardi à neuf heures. Cela va ?');
    const ended = events.filter(({ type }) => type === 'agent-phrase-end');
    expect(ended).toHaveLength(phrases.length);
  });

  it('tells of a model that throws as of one that fails', async () => {
    const broken = modelOf(() => {
      throw new TypeError('a bug in the model');
    });
    const events = await emitted(broken, (session) => session.respond(1, exampleRequest([])));
    expect(typesOf(events)).toEqual(['agent-response-failed']);
  });

  it('tells of a model that breaks midway, and keeps what it said', async () => {
    const broken = modelOf(async function* () {
      await Promise.resolve();
      yield { type: 'text-delta', text: 'Voici une phrase entière. Et une autre qui' } as const;
      throw new TypeError('a bug in the model');
    });
    const events = await emitted(broken, (session) => session.respond(1, exampleRequest([])));
    expect(typesOf(events)).toContain('agent-phrase-end');
    expect(typesOf(events)).toContain('agent-response-failed');
  });

  it('emits nothing of a cancelled turn', async () => {
    const events = await emitted(
      modelOf(() => saying('Bonjour.')),
      (session) => {
        session.respond(1, exampleRequest([]));
        session.cancel(1);
      },
    );
    expect(events).toEqual([]);
  });
});
