import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanceSpeechDetector,
  quiet,
  type JudgedFrame,
  type SpeechTransition,
} from './speech-detector.ts';

/** One letter a frame: `v` a voice, `.` silence, `n` loud but no voice, `h` the detector's hang-over in silence, `m` a murmur at noise level. */
const kinds: Readonly<Record<string, Omit<JudgedFrame, 'mediaMs'>>> = {
  v: { isVoiced: true, levelDb: -20 },
  '.': { isVoiced: false, levelDb: -80 },
  n: { isVoiced: false, levelDb: -25 },
  h: { isVoiced: true, levelDb: -80 },
  m: { isVoiced: true, levelDb: -45 },
};

function detect(frames: string, startMs = 0): SpeechTransition[] {
  let state = quiet;
  const transitions: SpeechTransition[] = [];
  for (const [index, letter] of [...frames].entries()) {
    const kind = kinds[letter] as Omit<JudgedFrame, 'mediaMs'>;
    const step = advanceSpeechDetector(state, { ...kind, mediaMs: startMs + index * 20 });
    state = step.state;
    if (step.transition) transitions.push(step.transition);
  }
  return transitions;
}

describe('the start of speech', () => {
  it('is the first voiced frame, told upon the third of four', () => {
    expect(detect('.....' + '..vv')).toEqual([]);
    expect(detect('.....' + '..vvv')).toEqual([{ type: 'voiced-start', mediaMs: 140 }]);
    expect(detect('.....' + '..v.vv')).toEqual([{ type: 'voiced-start', mediaMs: 140 }]);
  });

  it('is not a click', () => {
    expect(detect('.....' + 'vv..vv..v.v..vv...')).toEqual([]);
  });

  it('is not the unrest at the start of a stream', () => {
    expect(detect('vvvvv......', 3_000)).toEqual([]);
  });
});

describe('the end of speech', () => {
  it('is the end of the last voiced frame, told after 120 ms without voice', () => {
    const start = { type: 'voiced-start', mediaMs: 100 };
    expect(detect('.....' + 'vvvvv' + '.....')).toEqual([start]);
    expect(detect('.....' + 'vvvvv' + '......')).toEqual([
      start,
      { type: 'voiced-end', mediaMs: 200 },
    ]);
  });

  it('is not the gap between two words', () => {
    expect(detect('.....' + 'vvvvv..vvvv.....vvvv')).toHaveLength(1);
  });

  it('does not wait for the detector to let go in silence', () => {
    expect(detect('.....' + 'vvvvv' + 'hhhhhh').at(-1)).toEqual({
      type: 'voiced-end',
      mediaMs: 200,
    });
  });

  it('is the hang-over earlier where noise hides it', () => {
    expect(detect('.....' + 'vvvvvvvvvv' + 'nnnnnn').at(-1)).toEqual({
      type: 'voiced-end',
      mediaMs: 200,
    });
  });

  it('is never before its start', () => {
    expect(detect('.....' + 'vvv' + 'nnnnnn').at(-1)).toEqual({ type: 'voiced-end', mediaMs: 120 });
  });
});

describe('the noise of the line', () => {
  it('raises the level that a voice must reach', () => {
    const hum = 'm'.repeat(4);
    expect(detect('.....' + hum)).toHaveLength(1);
    const learnt = detectAfterNoise(-45, { isVoiced: true, levelDb: -45 });
    expect(learnt).toEqual([]);
  });

  it('never hides a voice of ordinary level', () => {
    expect(detectAfterNoise(-30, { isVoiced: true, levelDb: -20 })).toHaveLength(1);
  });
});

it('alternates between start and end, in order, for any frames', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('v', '.', 'n', 'h', 'm') }), (frames) => {
      const transitions = detect(frames.repeat(3));
      for (const [index, { type, mediaMs }] of transitions.entries()) {
        expect(type).toBe(index % 2 === 0 ? 'voiced-start' : 'voiced-end');
        expect(mediaMs).toBeGreaterThanOrEqual(transitions[index - 1]?.mediaMs ?? 0);
      }
    }),
  );
});

function detectAfterNoise(
  noiseDb: number,
  voice: Omit<JudgedFrame, 'mediaMs'>,
): SpeechTransition[] {
  let state = quiet;
  const transitions: SpeechTransition[] = [];
  for (let index = 0; index < 210; index += 1) {
    const kind = index < 200 ? { isVoiced: false, levelDb: noiseDb } : voice;
    const step = advanceSpeechDetector(state, { ...kind, mediaMs: index * 20 });
    state = step.state;
    if (step.transition) transitions.push(step.transition);
  }
  return transitions;
}
