import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import {
  callDocumentSchema,
  paths,
  turnDocumentSchema,
} from '@standardiste/shared/contracts/documents.ts';
import {
  turnStages,
  type TurnLatency,
  type TurnStage,
} from '@standardiste/shared/contracts/turn-latency.ts';
import { splitPhrases } from '@standardiste/shared/french/split-sentences.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { z } from 'zod';
import type { CallerScriptInput } from '../caller/caller-script.ts';
import { startSandbox } from '../supervisor/start-sandbox.ts';
import { tokensOf } from '../vendors/mind/model-dialect.ts';
import { recital, recitedWords } from '../vendors/mind/reciting-mind.ts';
import { mulawSilence } from '../voice/mulaw.ts';
import { placedCallSchema, type PlacedCall } from '../world/world-contract.ts';
import type { WorldTimingsInput } from '../world/world-timings.ts';
import { atMost, type BenchPart } from './bench-part.ts';
import { wordsAfterInterruption } from './words-after-interruption.ts';

const finalAfterMs = 300;
const firstTokenMs = 350;
const tokensPerSecond = 60;
const firstByteMs = 150;
/** Calls at a time, each of as many turns as there are words. */
const callCount = 3;

const vendors = {
  recognition: { interimEveryMs: 100, lastInterimAfterMs: 150, finalAfterMs },
  synthesis: { firstByteMs },
  model: { firstTokenMs, tokensPerSecond },
  mind: 'reciting',
} as const satisfies WorldTimingsInput;

/** Everything one after the other up to the first clause: what a callbot takes that waits for each of its vendors. */
function serialMs(word: string): number {
  const clause = splitPhrases(recital(word))[0] ?? '';
  return (
    finalAfterMs + firstTokenMs + (tokensOf(clause).length * 1_000) / tokensPerSecond + firstByteMs
  );
}

/** Asks for one word after the other; every other time without waiting for the end of the answer. */
const script: CallerScriptInput = {
  maxCallMs: 200_000,
  rules: [
    { when: 'une question \\?', say: [`Je voudrais parler de ${recitedWords[0]}.`] },
    ...recitedWords.slice(1).map((word, index) => {
      const before = recitedWords[index] ?? '';
      const interrupts = index % 2 === 0;
      return {
        name: word,
        when: interrupts ? `réponse ${before}, avec les` : `suite de ${before} .*prend fin ici`,
        ...(interrupts ? { interruptAfterMs: 200 + 60 * index } : {}),
        say: [interrupts ? `Non, parlez-moi plutôt de ${word}.` : `Et maintenant je veux ${word}.`],
      };
    }),
    { when: `suite de ${recitedWords.at(-1) ?? ''} .*prend fin ici`, hangUp: true },
  ],
};

interface Measures {
  /** True end of the caller's speech to the first character of this turn's answer, at the caller. */
  readonly answerMs: readonly number[];
  /** The same to the moment at which that character was understood. */
  readonly firstCharacterMs: readonly number[];
  /** Start of the caller's speech over the callbot to the last of its audio, at the caller. */
  readonly bargeInMs: readonly number[];
  /** Words of the next phrase that were heard after the caller had begun to speak. */
  readonly nextPhraseWordCount: number;
  /** Answers that were prepared and not needed. */
  readonly wastedStartCount: number;
  readonly missingCount: number;
  /** The relay's own account of its answers. */
  readonly latencies: readonly TurnLatency[];
}

type Heard = Omit<Measures, 'wastedStartCount' | 'latencies'>;

function measure(call: PlacedCall): Heard {
  const agentAudio = Buffer.from(call.recording.right, 'base64');
  const asked = recitedWords.map((word, index) => ({
    phrases: splitPhrases(recital(recitedWords[index - 1] ?? '')),
    said: call.caller.find(({ text }) => text.includes(word)),
    answer: call.agent.find(({ text }) => text.startsWith(`Voici la réponse ${word}`)),
  }));
  const turns = asked.flatMap(({ said, answer, phrases }) =>
    said && answer ? [{ said, answer, phrases }] : [],
  );
  const interruptions = turns.filter(({ said }) => said.text.startsWith('Non,'));
  return {
    answerMs: turns.map(({ said, answer }) => answer.startMs - said.endMs),
    firstCharacterMs: turns.map(({ said, answer }) => answer.firstCharacterMs - said.endMs),
    bargeInMs: interruptions.map(({ said, answer }) => {
      const spoken = agentAudio.subarray(0, Math.floor(answer.startMs - 40) * 8);
      return (spoken.findLastIndex((byte) => byte !== mulawSilence) + 1) / 8 - said.startMs;
    }),
    nextPhraseWordCount: sum(
      interruptions.map(({ said, answer, phrases }) =>
        wordsAfterInterruption({
          agent: call.agent,
          phrases,
          startMs: said.startMs,
          answerMs: answer.startMs,
        }),
      ),
    ),
    missingCount: recitedWords.length - turns.length,
  };
}

const conversationSchema = z.object({ wastedPreparationCount: z.number() });

/** What the relay stored of a call: how often it prepared in vain, and how its answers came about. */
async function readAccount(
  store: DocumentStore,
  callId: string,
): Promise<Pick<Measures, 'wastedStartCount' | 'latencies'>> {
  const document = callDocumentSchema.parse((await store.get(paths.call(callId)))?.data);
  const state: unknown = JSON.parse(String(document.conversation?.['state']));
  const turns = await store.query({ collection: `${paths.call(callId)}/turns` });
  return {
    wastedStartCount: conversationSchema.parse(state).wastedPreparationCount,
    latencies: turns
      .map(({ data }) => turnDocumentSchema.parse(data).latency as TurnLatency)
      .filter(({ endOfTurnMs }) => endOfTurnMs !== undefined),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function playCalls(worldTimings: WorldTimingsInput, path: string): Promise<Measures> {
  await using sandbox = await startSandbox({
    clock: systemClock,
    state: 'embedded',
    events: 'embedded',
    languageModel: 'openai-compatible',
    basics: { PATH: path },
    worldTimings,
  });
  const { origins, publicBaseUrl, store } = sandbox;
  const measures = await Promise.all(
    Array.from({ length: callCount }, async (_, seed) => {
      const response = await fetch(`${origins.control}/calls`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scenario: 'question', script, seed, publicBaseUrl }),
      });
      if (!response.ok) throw new Error(`The call could not be placed: ${await response.text()}`);
      const call = placedCallSchema.parse(await response.json());
      return { ...measure(call), ...(await readAccount(store, call.callSid)) };
    }),
  );
  return {
    answerMs: measures.flatMap(({ answerMs }) => answerMs),
    firstCharacterMs: measures.flatMap(({ firstCharacterMs }) => firstCharacterMs),
    bargeInMs: measures.flatMap(({ bargeInMs }) => bargeInMs),
    nextPhraseWordCount: sum(measures.map((each) => each.nextPhraseWordCount)),
    wastedStartCount: sum(measures.map((each) => each.wastedStartCount)),
    missingCount: sum(measures.map((each) => each.missingCount)),
    latencies: measures.flatMap(({ latencies }) => latencies),
  };
}

/** The smallest value that this share of the values does not exceed; NaN of none. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((first, second) => first - second);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

function percentiles(name: string, values: readonly number[]): Record<string, number> {
  return {
    [`${name}P50Ms`]: percentile(values, 0.5),
    [`${name}P95Ms`]: percentile(values, 0.95),
    [`${name}P99Ms`]: percentile(values, 0.99),
  };
}

/** The stages of the answers, as the relay tells them: median and slowest. */
function describeStages(latencies: readonly TurnLatency[]): string {
  const stages = Object.keys(turnStages) as TurnStage[];
  return stages
    .map((stage) => ({ stage, values: latencies.flatMap((latency) => latency[stage] ?? []) }))
    .filter(({ values }) => values.length > 0)
    .map(({ stage, values }) => `${stage} ${percentile(values, 0.5)}/${percentile(values, 1)}`)
    .join(', ');
}

/** `npm run bench -- turns`: how long callers wait, in real time through real sockets, and with late finals. */
export function turnsPart(path: string): BenchPart {
  return {
    name: 'turns',
    description: 'end of speech to answer, and speech to silence of the callbot, in real time',
    async run({ print }) {
      print(
        `turns: ${callCount} calls of ${recitedWords.length} turns, finals after ${finalAfterMs} ms`,
      );
      const prompt = await playCalls(vendors, path);
      print(`turns: answers after ${prompt.answerMs.map(Math.round).join(' ')} ms`);
      print(`turns: stages, median/slowest: ${describeStages(prompt.latencies)}`);
      print('turns: the same with finals after 1,500 ms');
      const late = await playCalls(
        { ...vendors, recognition: { ...vendors.recognition, finalAfterMs: 1_500 } },
        path,
      );
      print(`turns: stages, median/slowest: ${describeStages(late.latencies)}`);
      const both = [prompt, late];
      const nextPhraseWordCount = sum(both.map((each) => each.nextPhraseWordCount));
      const serial = percentile(recitedWords.map(serialMs), 0.5);
      return {
        part: 'turns',
        figures: {
          serialMs: serial,
          ...percentiles('answer', prompt.answerMs),
          ...percentiles('answerUnderstood', prompt.firstCharacterMs),
          ...percentiles('answerLateFinals', late.answerMs),
          ...percentiles('bargeIn', [...prompt.bargeInMs, ...late.bargeInMs]),
          turnCount: prompt.answerMs.length + late.answerMs.length,
          bargeInCount: prompt.bargeInMs.length + late.bargeInMs.length,
          nextPhraseWordCount,
          wastedStartCount: sum(both.map((each) => each.wastedStartCount)),
          missingTurnCount: prompt.missingCount + late.missingCount,
        },
        targets: [
          atMost('answer p50, ms (serial − 100)', serial - 100, percentile(prompt.answerMs, 0.5)),
          atMost('answer p95, ms (serial)', serial, percentile(prompt.answerMs, 0.95)),
          atMost(
            'answer p50 with late finals, ms (serial)',
            serial,
            percentile(late.answerMs, 0.5),
          ),
          atMost(
            'barge-in p95, ms',
            250,
            percentile([...prompt.bargeInMs, ...late.bargeInMs], 0.95),
          ),
          atMost('words of the next phrase heard', 0, nextPhraseWordCount),
          atMost('turns without an answer', 0, prompt.missingCount + late.missingCount),
        ],
      };
    },
  };
}
