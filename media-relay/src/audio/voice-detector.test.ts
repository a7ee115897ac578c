import { addNoise, mix, whiteNoise } from '@standardiste/sandbox/voice/mix.ts';
import { silence } from '@standardiste/sandbox/voice/mulaw.ts';
import { speak, spokenMs } from '@standardiste/sandbox/voice/speak.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { eachFrame } from './frames.ts';
import { decodeMulaw } from './g711.ts';
import type { SpeechTransition } from './speech-detector.ts';
import { loadVoiceActivity, type VoiceActivityFactory } from './voice-activity.ts';
import { createVoiceDetector } from './voice-detector.ts';

let activity: VoiceActivityFactory;
beforeAll(async () => {
  activity = await loadVoiceActivity();
});

const sentence = 'Je voudrais un rendez-vous mardi.';
const sentenceMs = spokenMs(sentence);

function detect(parts: readonly Uint8Array[], chunkBytes = 160): SpeechTransition[] {
  using detector = createVoiceDetector(activity.open());
  const audio = Uint8Array.from(Buffer.concat(parts));
  const transitions: SpeechTransition[] = [];
  for (let at = 0; at < audio.length; at += chunkBytes)
    transitions.push(...detector.push(audio.subarray(at, at + chunkBytes), at / 8));
  return transitions;
}

/** Start and end of one stretch of speech, each within `toleranceMs`. */
function expectOneStretch(
  transitions: readonly SpeechTransition[],
  startMs: number,
  toleranceMs: number,
): void {
  expect(transitions.map(({ type }) => type)).toEqual(['voiced-start', 'voiced-end']);
  const [start, end] = transitions as [SpeechTransition, SpeechTransition];
  expect(Math.abs(start.mediaMs - startMs)).toBeLessThanOrEqual(toleranceMs);
  expect(Math.abs(end.mediaMs - startMs - sentenceMs)).toBeLessThanOrEqual(toleranceMs);
}

describe('the text-bearing voice', () => {
  it('is speech, from its first frame to its last', () => {
    expectOneStretch(detect([silence(500), speak(sentence), silence(400)]), 500, 20);
  });

  it('is speech in the noise of a line, and beside the remains of an echo', () => {
    const audio = Uint8Array.from(Buffer.concat([silence(800), speak(sentence), silence(600)]));
    expectOneStretch(detect([addNoise(audio, -45)]), 800, 120);
    const echo = speak('Bonjour, ici le standard, que puis-je pour vous ?', { levelDbfs: -55 });
    expectOneStretch(detect([mix(audio, echo)]), 800, 120);
  });

  it('is found however the audio is cut', () => {
    expectOneStretch(detect([silence(500), speak(sentence), silence(400)], 800), 500, 20);
    expectOneStretch(detect([silence(500), speak(sentence), silence(400)], 130), 500, 20);
  });

  it('is voice to the bare WebRTC detector too, and white noise of −40 dBFS is not', () => {
    expect(voicedShare(speak(sentence))).toBeGreaterThan(0.97);
    expect(voicedShare(whiteNoise(2_000, -40))).toBeLessThan(0.05);
  });
});

function voicedShare(audio: Uint8Array): number {
  using voiceActivity = activity.open();
  const verdicts = [...eachFrame(audio)].map((frame) => voiceActivity.isVoiced(decodeMulaw(frame)));
  return verdicts.filter(Boolean).length / verdicts.length;
}

describe('noise', () => {
  it.each([-30, -40, -55])('of %i dBFS is no speech, not even where it begins', (levelDbfs) => {
    expect(detect([whiteNoise(4_000, levelDbfs)])).toEqual([]);
  });

  it('that sets in during a call is taken for a voice for a moment at most', () => {
    const transitions = detect([silence(1_000), whiteNoise(4_000, -40)]);
    const voicedMs = (transitions[1]?.mediaMs ?? 0) - (transitions[0]?.mediaMs ?? 0);
    expect(transitions.length).toBeLessThanOrEqual(2);
    expect(voicedMs).toBeLessThanOrEqual(140);
  });
});

it('takes a gap in the media for silence', () => {
  using detector = createVoiceDetector(activity.open());
  detector.push(silence(200), 0);
  expect(detector.push(speak('Bonjour'), 200).map(({ type }) => type)).toEqual(['voiced-start']);
  const spokenUntilMs = 200 + spokenMs('Bonjour');
  const [end] = detector.push(silence(20), spokenUntilMs + 3_000);
  expect(end?.type).toBe('voiced-end');
});

it('refuses frames of another length and use after disposal', () => {
  const voiceActivity = activity.open();
  expect(() => voiceActivity.isVoiced(new Int16Array(159))).toThrow(TypeError);
  voiceActivity[Symbol.dispose]();
  voiceActivity[Symbol.dispose]();
  expect(() => voiceActivity.isVoiced(new Int16Array(160))).toThrow(TypeError);
});
