import { turnStages, type TurnLatency } from '@standardiste/shared/contracts/turn-latency.ts';
import { describe, expect, it } from 'vitest';
import {
  playScene,
  saying,
  utterance,
  type Scene,
  type SceneOptions,
} from './turn-taking.fixture.ts';

const leave = { when: 'six mois\\.', say: ['Merci, au revoir.'], hangUp: true };
const ask = { when: 'une question \\?', say: ['Combien dure la formation ?'] };
/** The relay tells the moment at the caller by marks: the way to the phone and a frame or two are its error. */
const toleranceMs = 100;

function latencyOf(call: Scene, said: RegExp): TurnLatency {
  const turn = call.turns.find((each) => each.role === 'agent' && said.test(each.said));
  if (turn === undefined) throw new TypeError(`No turn says ${String(said)}`);
  return turn.latency;
}

const answers: SceneOptions['answer'] = () => 'La formation dure six mois.';

describe('the waterfall of a turn', () => {
  it('has every stage of an answer in order, up to the moment at which the caller heard it', async () => {
    const call = await playScene({ answer: answers, rules: [ask, leave] });
    const latency = latencyOf(call, /six mois/);
    const passed = [
      'stableInterimMs',
      'firstTokenMs',
      'firstPhraseMs',
      'firstByteMs',
      'firstAudioMs',
      'firstAudioHeardMs',
    ] as const;
    const times = passed.map((stage) => latency[stage] ?? NaN);
    expect(times).toEqual([...times].sort((first, second) => first - second));
    expect(new Set(times).size).toBe(passed.length - 1);
    expect(latency.finalMs).toBeLessThan(latency.endOfTurnMs ?? 0);
    const heardMs = utterance(call, /six mois/).startMs - saying(call, /Combien/).endMs;
    expect(Math.abs((latency.firstAudioHeardMs ?? 0) - heardMs)).toBeLessThan(toleranceMs);
    expect(latency.firstSoundMs).toBe(latency.firstAudioMs);
    expect(latency.firstSoundHeardMs).toBe(latency.firstAudioHeardMs);
  });

  it('tells a filler from the answer', async () => {
    const call = await playScene({
      answer: (_, { messages }) =>
        messages.at(-1)?.role === 'tool'
          ? 'La formation dure six mois.'
          : { tool: 'find_slots', arguments: { when: 'mardi' } },
      runTool: () => ({ slots: [], alternatives: [], refusal: null }),
      toolDelayMs: 3_000,
      rules: [ask, leave],
    });
    const latency = latencyOf(call, /six mois/);
    const endMs = saying(call, /Combien/).endMs;
    const filler = utterance(call, /agenda/).startMs - endMs;
    expect(Math.abs((latency.firstSoundHeardMs ?? 0) - filler)).toBeLessThan(toleranceMs);
    const answer = utterance(call, /six mois/).startMs - endMs;
    expect(Math.abs((latency.firstAudioHeardMs ?? 0) - answer)).toBeLessThan(toleranceMs);
    expect(latency.toolMs).toBeGreaterThan(latency.firstSoundMs ?? NaN);
    expect(latency.firstPhraseMs).toBeGreaterThan(latency.toolMs ?? NaN);
  });

  it('tells of a final that comes after the answer was decided', async () => {
    const call = await playScene({
      answer: answers,
      recognition: { timing: { finalAfterMs: 1_500 } },
      rules: [ask, leave],
    });
    const latency = latencyOf(call, /six mois/);
    expect(latency.endOfTurnMs).toBeLessThan(800);
    expect(latency.finalMs).toBeGreaterThan(1_450);
  });

  it('knows since when the caller heard an answer that they cut', async () => {
    const call = await playScene({
      answer: (text) =>
        /Combien/.test(text) ? 'Elle dure, tout compris, six longs mois.' : 'Bien.',
      rules: [
        ask,
        { when: 'tout compris', interruptAfterMs: 0, say: ['Non merci, je voulais le prix.'] },
        { when: 'Bien', say: ['Au revoir.'], hangUp: true },
      ],
    });
    const latency = latencyOf(call, /tout compris/);
    const heardMs = utterance(call, /Elle dure/).startMs - saying(call, /Combien/).endMs;
    expect(Math.abs((latency.firstAudioHeardMs ?? 0) - heardMs)).toBeLessThan(toleranceMs);
  });

  it('is one line in the log, by the names of the contract; a greeting answers nobody', async () => {
    const call = await playScene({ answer: answers, rules: [ask, leave] });
    const lines = call.logger.entries.filter(({ message }) => message === 'A turn ended');
    expect(lines).toHaveLength(call.turns.length);
    const [greeting] = lines;
    expect(Object.keys(greeting?.fields ?? {})).not.toContain('endOfTurnMs');
    expect(Object.keys(greeting?.fields ?? {})).toContain('firstAudioHeardMs');
    const stages = lines.flatMap(({ fields }) =>
      Object.keys(fields).filter((name) => name.endsWith('Ms')),
    );
    for (const stage of stages) expect(Object.keys(turnStages)).toContain(stage);
  });
});
