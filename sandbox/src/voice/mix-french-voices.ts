import { formatStereoWav } from '../caller/stereo-wav.ts';
import { renderFrench, type EspeakOptions } from './espeak.ts';
import { mulawToSample, sampleToMulaw } from './mulaw.ts';

/** What somebody said, and when; ms since the recording began. */
export interface TimedUtterance {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The text-bearing voice stays in the background: it shows when something sounded, not what. */
const tonesGain = 0.06;
const ordinaryWordsPerMinute = 190;
/** Faster than this nobody understands it. */
const mostWordsPerMinute = 320;

/**
 * A call as people can listen to it, a stereo WAV: the French voice over the softened tones, the caller left and the callbot right.
 * An utterance is spoken faster where its time is short, and cut where the next one begins. Undefined when espeak-ng is not installed.
 */
export async function mixFrenchVoices(
  call: {
    /** μ-law 8 kHz. */
    readonly left: Uint8Array;
    readonly right: Uint8Array;
    readonly caller: readonly TimedUtterance[];
    readonly agent: readonly TimedUtterance[];
  },
  espeak: EspeakOptions = {},
): Promise<Uint8Array | undefined> {
  const left = await voiceTrack(call.left, call.caller, espeak);
  const right = await voiceTrack(call.right, call.agent, espeak);
  return left && right && formatStereoWav(left, right);
}

async function voiceTrack(
  mulaw8k: Uint8Array,
  utterances: readonly TimedUtterance[],
  espeak: EspeakOptions,
): Promise<Uint8Array | undefined> {
  const samples = Float32Array.from(mulaw8k, (byte) => (mulawToSample[byte] as number) * tonesGain);
  for (const [index, utterance] of utterances.entries()) {
    const french = await renderToFit(utterance, espeak);
    if (french === undefined) return undefined;
    const start = Math.round(utterance.startMs * 8);
    const nextStartMs = utterances[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    const end = Math.min(start + french.length, samples.length, nextStartMs * 8);
    for (let at = Math.max(0, start); at < end; at += 1)
      samples[at] = (samples[at] as number) + (french[at - start] as number);
  }
  return Uint8Array.from(samples, (sample) => sampleToMulaw(sample));
}

async function renderToFit(
  { text, startMs, endMs }: TimedUtterance,
  espeak: EspeakOptions,
): Promise<Int16Array | undefined> {
  const ordinary = await renderFrench(text, { ...espeak, wordsPerMinute: ordinaryWordsPerMinute });
  const roomMs = Math.max(endMs - startMs, 100);
  if (ordinary === undefined || ordinary.length / 8 <= roomMs * 1.1) return ordinary;
  const needed = (ordinaryWordsPerMinute * ordinary.length) / 8 / roomMs;
  const wordsPerMinute = Math.round(Math.min(mostWordsPerMinute, needed));
  return renderFrench(text, { ...espeak, wordsPerMinute });
}
