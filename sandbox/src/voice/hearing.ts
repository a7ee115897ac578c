import { toCharacter } from './alphabet.ts';
import { checkSymbol, missingBetween, sequenceAfter, sequenceOf } from './modem.ts';
import { hopMs, hopSamples, hopsPerSymbol, ToneBank, type Look } from './tone-bank.ts';

/** Stands for each character that was spoken and can't be understood. */
export const damageCharacter = '\ufffd';

/** One character and when it sounded, in ms of the audio pushed so far, exact to 5 ms. */
export interface HeardCharacter {
  readonly char: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Listens to μ-law 8 kHz and understands the text-bearing voice. */
export interface Hearing {
  /** Any number of bytes, in order; the voice need not be aligned with them. */
  push(mulaw8k: Uint8Array): void;
  /**
   * Everything heard so far; utterances are joined by one space. An utterance that was cut ends with its last whole character;
   * dropped or reordered frames show as `\ufffd`.
   */
  text(): string;
  /** The characters of `text()` in order. The space that joins two utterances is not among them. */
  characters(): readonly HeardCharacter[];
  /** How many characters were lost in transit. */
  readonly damageCount: number;
  /** How much audio was pushed, in ms. */
  readonly pushedMs: number;
  /** When the speech that was last heard began, in ms of pushed audio; a pause under `pauseMs` does not end it. Undefined: none yet. */
  readonly speechStartMs: number | undefined;
  /** Until when speech was heard, in ms of pushed audio. Undefined: none yet. */
  readonly speechEndMs: number | undefined;
  /** True while the voice sounds, and for `pauseMs` after. Noise is not speech. */
  readonly isSpeaking: boolean;
}

const characterHops = 3 * hopsPerSymbol;
/** Two characters can't overlap by more than the inaccuracy of their positions. */
const leastHopsApart = characterHops - 4;
/**
 * A symbol is read from looks that are at least this clear: the tones of a window that is half one symbol and half the next share
 * about evenly, and would give a mixture of both.
 */
const leastQuality = 0.7;
/** Looks kept: those of one character and a few more. */
const historyLength = 32;

/** Starts to listen. `pauseMs`: shorter silences belong to the speech (a space takes 40 ms). */
export function createHearing(options: { readonly pauseMs?: number } = {}): Hearing {
  return new TextBearingHearing(options.pauseMs ?? 120);
}

class TextBearingHearing implements Hearing {
  readonly #pauseMs: number;
  readonly #bank = new ToneBank();
  readonly #history: (Look | undefined)[] = Array.from({ length: historyLength });
  readonly #rest = new Uint8Array(hopSamples);
  readonly #characters: HeardCharacter[] = [];
  #restLength = 0;
  #pushedBytes = 0;
  #hop = 0;
  #text = '';
  #damageCount = 0;
  #last: { code: number; hop: number; quality: number } | undefined;
  #expected: number | undefined;
  #speechStartMs: number | undefined;
  #speechEndMs: number | undefined;

  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  push(mulaw8k: Uint8Array): void {
    this.#pushedBytes += mulaw8k.length;
    let offset = 0;
    if (this.#restLength > 0) {
      offset = Math.min(hopSamples - this.#restLength, mulaw8k.length);
      this.#rest.set(mulaw8k.subarray(0, offset), this.#restLength);
      this.#restLength += offset;
      if (this.#restLength < hopSamples) return;
      this.#step(this.#rest, 0);
      this.#restLength = 0;
    }
    for (; offset + hopSamples <= mulaw8k.length; offset += hopSamples) this.#step(mulaw8k, offset);
    this.#rest.set(mulaw8k.subarray(offset));
    this.#restLength = mulaw8k.length - offset;
  }

  text(): string {
    return this.#text;
  }

  characters(): readonly HeardCharacter[] {
    return this.#characters;
  }

  get damageCount(): number {
    return this.#damageCount;
  }

  get pushedMs(): number {
    return this.#pushedBytes / 8;
  }

  get speechStartMs(): number | undefined {
    return this.#speechStartMs;
  }

  get speechEndMs(): number | undefined {
    return this.#speechEndMs;
  }

  get isSpeaking(): boolean {
    return this.#speechEndMs !== undefined && this.pushedMs - this.#speechEndMs < this.#pauseMs;
  }

  #step(mulaw8k: Uint8Array, offset: number): void {
    const look = this.#bank.look(mulaw8k, offset);
    const before = this.#look(hopsPerSymbol / 2);
    this.#history[this.#hop % historyLength] = look;
    if (look.symbol !== undefined) {
      // One clear look may be chance; another, half a symbol earlier, makes it speech.
      if (before?.symbol !== undefined) this.#noteSpeech();
      this.#tryCharacter(look);
    }
    this.#hop += 1;
  }

  /** The look `hopsAgo` hops before the current one. */
  #look(hopsAgo: number): Look | undefined {
    return this.#history[(this.#hop - hopsAgo + historyLength) % historyLength];
  }

  #noteSpeech(): void {
    // A window becomes clear when it is about half filled, and stays so until it is half empty.
    const nowMs = (this.#hop + 1 - hopsPerSymbol / 2) * hopMs;
    const isNew = this.#speechEndMs === undefined || nowMs - this.#speechEndMs > this.#pauseMs;
    if (isNew) this.#speechStartMs = Math.max(0, nowMs - (hopsPerSymbol / 2) * hopMs);
    this.#speechEndMs = nowMs;
  }

  #tryCharacter(third: Look): void {
    const first = this.#look(2 * hopsPerSymbol);
    const second = this.#look(hopsPerSymbol);
    if (first?.symbol === undefined || second?.symbol === undefined) return;
    const sequence = sequenceOf(first.symbol);
    if (sequence === undefined) return;
    if (checkSymbol(first.symbol, second.symbol) !== third.symbol) return;
    const quality = Math.min(first.quality, second.quality, third.quality);
    if (quality < leastQuality) return;
    const code = (first.symbol << 8) | second.symbol;
    const last = this.#last;
    if (last !== undefined && this.#hop - last.hop < leastHopsApart) {
      // The same character a little later: keep the position where it is clearest.
      if (code === last.code && quality > last.quality) this.#move(quality);
      return;
    }
    this.#last = { code, hop: this.#hop, quality };
    this.#hear(sequence, toCharacter(second.symbol));
  }

  #move(quality: number): void {
    const character = this.#characters.at(-1);
    if (this.#last === undefined || character === undefined) return;
    this.#last = { ...this.#last, hop: this.#hop, quality };
    this.#characters[this.#characters.length - 1] = { char: character.char, ...this.#span() };
  }

  #hear(sequence: number, char: string): void {
    if (sequence === 0) {
      if (this.#text !== '' && !/\s$/.test(this.#text)) this.#text += ' ';
    } else this.#damage(missingBetween(this.#expected ?? 0, sequence));
    this.#expected = sequenceAfter(sequence);
    this.#text += char;
    this.#characters.push({ char, ...this.#span() });
  }

  #damage(missingCount: number): void {
    const { startMs } = this.#span();
    for (let count = 0; count < missingCount; count += 1) {
      this.#damageCount += 1;
      this.#text += damageCharacter;
      this.#characters.push({ char: damageCharacter, startMs, endMs: startMs });
    }
  }

  #span(): { startMs: number; endMs: number } {
    const endMs = (this.#hop + 1) * hopMs;
    return { startMs: endMs - characterHops * hopMs, endMs };
  }
}
