import { mulawSilence, silence } from '../voice/mulaw.ts';
import { speak } from '../voice/speak.ts';
import type { UtterancePart } from './caller-script.ts';
import { frameBytes, frameMs } from './playback-buffer.ts';

/** What the caller said. Times are ms since the call was answered. */
export interface SpokenUtterance {
  readonly text: string;
  readonly startMs: number;
  /** When the last sample that is not silence was said: the true end, against which end-of-turn decisions are measured. */
  readonly endMs: number;
}

type Step =
  | { readonly type: 'frame'; readonly mulaw8k: Uint8Array }
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'hang-up' };

/** People press keys about four times a second. */
const keyPressMs = 240;

/** What the caller is about to say and do, 20 ms at a time. */
export class CallerMouth {
  #steps: Step[] = [];
  readonly #utterances: SpokenUtterance[] = [];
  readonly #silentFrame = silence(frameMs);

  get isBusy(): boolean {
    return this.#steps.length > 0;
  }

  /** What was said, and what is being said, as planned. */
  get utterances(): readonly SpokenUtterance[] {
    return this.#utterances;
  }

  /** Starts to say the parts at `nowMs`. */
  say(text: string, parts: readonly UtterancePart[], nowMs: number): void {
    const sound = Buffer.concat(
      parts.map((part) => (part.type === 'words' ? speak(part.text) : silence(part.durationMs))),
    );
    for (let offset = 0; offset < sound.length; offset += frameBytes) {
      this.#steps.push({ type: 'frame', mulaw8k: sound.subarray(offset, offset + frameBytes) });
    }
    const lastSound = sound.findLastIndex((byte) => byte !== mulawSilence);
    this.#utterances.push({ text, startMs: nowMs, endMs: nowMs + (lastSound + 1) / 8 });
  }

  press(digits: string): void {
    for (const digit of digits) {
      this.#steps.push({ type: 'digit', digit });
      for (let ms = frameMs; ms < keyPressMs; ms += frameMs) {
        this.#steps.push({ type: 'frame', mulaw8k: this.#silentFrame });
      }
    }
  }

  hangUp(): void {
    this.#steps.push({ type: 'hang-up' });
  }

  /** The next 20 ms, and what is done with the phone meanwhile. */
  next(): { readonly mulaw8k: Uint8Array; readonly digit?: string; readonly hangsUp?: true } {
    const step = this.#steps.shift();
    if (step?.type === 'frame') return { mulaw8k: step.mulaw8k };
    const mulaw8k = this.#silentFrame;
    if (step?.type === 'digit') return { mulaw8k, digit: step.digit };
    return step === undefined ? { mulaw8k } : { mulaw8k, hangsUp: true };
  }
}
