import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { OperationTimedOutError } from '@standardiste/shared/errors/callbot-error.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { RecognitionEvent, RecognitionStream, Recogniser } from '../engine/recogniser.ts';
import type { Synthesiser } from '../engine/synthesiser.ts';

interface SpeechCheckOptions {
  readonly recogniser: Recogniser;
  readonly synthesiser: Synthesiser;
  readonly profiles: readonly Profile[];
  readonly clock: Clock;
}

const languageCode = 'fr-FR';
const phrase = 'Bonjour, vous êtes bien au standard.';
/** While there is no profile. */
const defaultVoice = 'fr-FR-Chirp3-HD-Aoede';
/** Each voice costs a request; profiles mostly share one. */
const mostVoices = 5;
const frameMs = 20;
const frameBytes = frameMs * 8;
/** μ-law. */
const mulawSilence = 0xff;
/** After the end of the phrase: finals come within a second. */
const afterSpeechMs = 6_000;

/** Every voice of the profiles says a sentence, and the recogniser is to understand the first of them. */
export function speechChecks(options: SpeechCheckOptions): readonly HealthCheck[] {
  const voices = [...new Set(options.profiles.map(({ voice }) => voice))];
  const checked = (voices.length === 0 ? [defaultVoice] : voices).slice(0, mostVoices);
  return [
    ...checked.map((voice): HealthCheck => ({
      integration: 'google-text-to-speech',
      name: voice,
      run: async (signal) =>
        `${Math.round((await speak(options, voice, signal)).length / 8)} ms of speech`,
    })),
    {
      integration: 'google-speech',
      run: (signal) => listen(options, checked[0] ?? defaultVoice, signal),
    },
  ];
}

async function speak(
  { synthesiser }: SpeechCheckOptions,
  voice: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const request = { text: phrase, voice, languageCode, signal };
  for await (const piece of synthesiser.synthesise(request)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Without a voice the stream gets silence, and is well when it bears that. */
async function listen(
  options: SpeechCheckOptions,
  voice: string,
  signal: AbortSignal,
): Promise<string> {
  const { recogniser, clock } = options;
  const speech = await speak(options, voice, signal).catch(() => undefined);
  signal.throwIfAborted();
  const stream = recogniser.open({ languageCode, phraseHints: [], signal });
  const talking = new AbortController();
  const talk = sendAudio(stream, speech, { clock, signal: talking.signal });
  try {
    const timeoutMs = (speech?.length ?? 0) / 8 + afterSpeechMs;
    const limit = { timeoutMs, what: 'Understanding a sentence', signal };
    return await withTimeout(clock, limit, () => firstTranscript(stream.events));
  } catch (error) {
    const isOpen = speech === undefined && error instanceof OperationTimedOutError;
    if (!isOpen) throw error;
    return 'the stream stays open; there was no voice to understand';
  } finally {
    talking.abort();
    stream.close();
    await talk;
  }
}

/** In real time, then silence until the signal aborts: recognition counts in audio time. */
async function sendAudio(
  stream: RecognitionStream,
  speech: Uint8Array = new Uint8Array(),
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const silence = new Uint8Array(frameBytes).fill(mulawSilence);
  for (let at = 0; !signal.aborted; at += frameBytes) {
    const frame = speech.subarray(at, at + frameBytes);
    stream.sendAudio(frame.length === frameBytes ? frame : silence);
    await sleep(clock, frameMs, signal).catch(() => undefined);
  }
}

async function firstTranscript(events: AsyncIterable<RecognitionEvent>): Promise<string> {
  for await (const event of events) {
    if (event.type === 'failed') throw event.error;
    if (event.type === 'final') return `understood « ${event.text} »`;
  }
  throw new TypeError('Recognition ended without an error');
}
