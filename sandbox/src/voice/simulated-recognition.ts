import { createHearing, damageCharacter } from './hearing.ts';
import { createWordCorruption } from './word-corruption.ts';

/** When a recogniser says what. All counted in audio received, not in wall-clock time. */
export interface RecognitionTiming {
  /** A hypothesis this often while the caller speaks. */
  readonly interimEveryMs: number;
  /** After this much speech, speech is reported to have begun. */
  readonly speechStartAfterMs: number;
  /** After this much silence: one more hypothesis, with the last word. */
  readonly lastInterimAfterMs: number;
  /** After this much silence, speech is reported to have ended. */
  readonly speechEndAfterMs: number;
  /** After this much silence the utterance is settled. */
  readonly finalAfterMs: number;
}

/** A good recogniser on a good line. Google's own finals take longer (peers report 1.57 s at the 99th percentile). */
export const promptRecognition: RecognitionTiming = {
  interimEveryMs: 100,
  speechStartAfterMs: 100,
  lastInterimAfterMs: 150,
  speechEndAfterMs: 250,
  finalAfterMs: 300,
};

export interface RecognitionOptions {
  readonly timing?: Partial<RecognitionTiming> | undefined;
  /** Share of words that are misheard, 0 to 1. */
  readonly corruptionRate?: number | undefined;
  readonly seed?: number | undefined;
}

/** What the recogniser says next. `offsetMs` counts audio since it was opened; for a result, up to where it speaks of. */
export type RecognitionOutput =
  | { readonly type: 'speech-start'; readonly offsetMs: number }
  | { readonly type: 'speech-end'; readonly offsetMs: number }
  | {
      readonly type: 'interim';
      readonly text: string;
      readonly stability: number;
      readonly offsetMs: number;
    }
  | { readonly type: 'final'; readonly text: string; readonly offsetMs: number };

/** Turns audio into what a recogniser would say of it, with no clock: everything is judged on the audio's own time. */
export interface SimulatedRecognition {
  /** Any number of bytes of μ-law 8 kHz; returns what is said upon them, in order. */
  push(mulaw8k: Uint8Array): RecognitionOutput[];
  /** The audio is over: settles what was heard. */
  end(): RecognitionOutput[];
  /** What really arrived, errors of transmission included and errors of recognition not. */
  heardText(): string;
  readonly damageCount: number;
  readonly pushedMs: number;
}

/** Audio is looked at in steps of this size, so that results do not depend on how it was cut. */
const stepBytes = 160;

export function createSimulatedRecognition(options: RecognitionOptions = {}): SimulatedRecognition {
  return new Recognition(options);
}

class Recognition implements SimulatedRecognition {
  readonly #timing: RecognitionTiming;
  readonly #hearing;
  readonly #corruption;
  #outputs: RecognitionOutput[] = [];
  #utterance: Utterance | undefined;
  /** Where the next utterance begins in the text heard. */
  #settledLength = 0;
  #settledWords = 0;
  /** Speech up to here belongs to a settled utterance. */
  #settledMs = 0;
  #stepFill = 0;

  constructor(options: RecognitionOptions) {
    this.#timing = { ...promptRecognition, ...options.timing };
    this.#hearing = createHearing({ pauseMs: this.#timing.lastInterimAfterMs });
    this.#corruption = createWordCorruption(options.corruptionRate ?? 0, options.seed ?? 1);
  }

  push(mulaw8k: Uint8Array): RecognitionOutput[] {
    for (let offset = 0; offset < mulaw8k.length;) {
      const piece = mulaw8k.subarray(offset, offset + stepBytes - this.#stepFill);
      this.#hearing.push(piece);
      offset += piece.length;
      this.#stepFill = (this.#stepFill + piece.length) % stepBytes;
      if (this.#stepFill === 0) this.#step();
    }
    return this.#take();
  }

  end(): RecognitionOutput[] {
    this.#step();
    const utterance = this.#utterance;
    if (utterance !== undefined) {
      this.#sayEnd(utterance);
      this.#settle(utterance);
    }
    return this.#take();
  }

  heardText(): string {
    return this.#hearing.text();
  }

  get damageCount(): number {
    return this.#hearing.damageCount;
  }

  get pushedMs(): number {
    return this.#hearing.pushedMs;
  }

  #take(): RecognitionOutput[] {
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  #step(): void {
    const { speechStartMs, speechEndMs } = this.#hearing;
    if (speechStartMs === undefined || speechEndMs === undefined) return;
    if (this.#utterance === undefined && speechEndMs > this.#settledMs)
      this.#utterance = newUtterance(Math.max(speechStartMs, this.#settledMs));
    if (this.#utterance !== undefined) this.#follow(this.#utterance, speechEndMs);
  }

  #follow(utterance: Utterance, speechEndMs: number): void {
    const { pushedMs } = this.#hearing;
    const silentMs = pushedMs - speechEndMs;
    const timing = this.#timing;
    if (!utterance.isStartSaid && pushedMs - utterance.startMs >= timing.speechStartAfterMs) {
      utterance.isStartSaid = true;
      this.#outputs.push({ type: 'speech-start', offsetMs: utterance.startMs });
    }
    if (speechEndMs > utterance.endMs) {
      utterance.endMs = speechEndMs;
      utterance.isLastInterimSaid = false;
      if (utterance.isEndSaid) {
        utterance.isEndSaid = false;
        this.#outputs.push({ type: 'speech-start', offsetMs: speechEndMs });
      }
    }
    const isPaused = silentMs >= timing.lastInterimAfterMs;
    if (isPaused && !utterance.isLastInterimSaid) {
      utterance.isLastInterimSaid = true;
      this.#sayInterim(utterance, true);
    } else if (!isPaused && pushedMs - utterance.interimAtMs >= timing.interimEveryMs) {
      utterance.interimAtMs = pushedMs;
      this.#sayInterim(utterance, false);
    }
    if (silentMs >= timing.speechEndAfterMs) this.#sayEnd(utterance);
    if (silentMs >= timing.finalAfterMs) this.#settle(utterance);
  }

  #sayInterim(utterance: Utterance, isWhole: boolean): void {
    const text = this.#transcript(isWhole);
    if (text === '') return;
    utterance.repeats = text === utterance.text ? utterance.repeats + 1 : 0;
    utterance.text = text;
    const stability = isWhole ? 0.9 : Math.min(0.8, 0.3 + 0.2 * utterance.repeats);
    this.#outputs.push({ type: 'interim', text, stability, offsetMs: this.#hearing.pushedMs });
  }

  #sayEnd(utterance: Utterance): void {
    if (!utterance.isStartSaid || utterance.isEndSaid) return;
    utterance.isEndSaid = true;
    this.#outputs.push({ type: 'speech-end', offsetMs: utterance.endMs });
  }

  #settle(utterance: Utterance): void {
    this.#sayEnd(utterance);
    const text = this.#transcript(true);
    this.#settledWords += this.#wordsHeard(true).length;
    this.#settledLength = this.#hearing.text().length;
    this.#settledMs = utterance.endMs;
    this.#utterance = undefined;
    if (text !== '') this.#outputs.push({ type: 'final', text, offsetMs: this.#hearing.pushedMs });
  }

  #transcript(isWhole: boolean): string {
    return this.#corruption.apply(this.#wordsHeard(isWhole), this.#settledWords).join(' ');
  }

  /** The words of the utterance; while it goes on, without the one that is being said. Damaged words come out as what is left of them. */
  #wordsHeard(isWhole: boolean): string[] {
    const words = this.#hearing
      .text()
      .slice(this.#settledLength)
      .replaceAll(damageCharacter, '')
      .split(' ');
    if (!isWhole) words.pop();
    return words.filter((word) => word !== '');
  }
}

interface Utterance {
  readonly startMs: number;
  endMs: number;
  interimAtMs: number;
  text: string;
  /** How many hypotheses in a row said the same. */
  repeats: number;
  isStartSaid: boolean;
  isEndSaid: boolean;
  isLastInterimSaid: boolean;
}

function newUtterance(startMs: number): Utterance {
  return {
    startMs,
    endMs: startMs,
    interimAtMs: startMs,
    text: '',
    repeats: 0,
    isStartSaid: false,
    isEndSaid: false,
    isLastInterimSaid: false,
  };
}
