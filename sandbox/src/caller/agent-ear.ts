import { createHearing } from '../voice/hearing.ts';

/** What the callbot said between two pauses, as heard. Times are ms since the call was answered. */
export interface HeardUtterance {
  /** Damaged characters are `\ufffd`; a cut utterance ends with its last whole character. */
  readonly text: string;
  readonly startMs: number;
  /** When its first character was complete and understood. */
  readonly firstCharacterMs: number;
  readonly endMs: number;
}

/** A longer silence ends an utterance of the callbot. */
const utterancePauseMs = 600;

/** Listens to the callbot for one call. Understands the text-bearing voice; noise and music are not heard as words. */
export class AgentEar {
  readonly #hearing = createHearing({ pauseMs: utterancePauseMs });
  readonly #utterances: { -readonly [Key in keyof HeardUtterance]: HeardUtterance[Key] }[] = [];
  #text = '';
  #characterCount = 0;

  /** Hears the next 20 ms. */
  hear(mulaw8k: Uint8Array): void {
    this.#hearing.push(mulaw8k);
    const text = this.#hearing.text();
    if (text.length === this.#text.length) return;
    const characters = this.#hearing.characters();
    const first = characters[this.#characterCount];
    const last = characters.at(-1);
    const added = text.slice(this.#text.length);
    this.#text = text;
    this.#characterCount = characters.length;
    if (first === undefined || last === undefined) return;
    const current = this.#utterances.at(-1);
    if (current !== undefined && first.startMs - current.endMs <= utterancePauseMs) {
      current.text += added;
      current.endMs = last.endMs;
      return;
    }
    const { startMs, endMs } = { startMs: first.startMs, endMs: last.endMs };
    this.#utterances.push({ text: added.trim(), startMs, firstCharacterMs: first.endMs, endMs });
  }

  /** Everything heard so far. */
  get text(): string {
    return this.#text;
  }

  /** How long ago the callbot's voice last sounded; since the answer when it has not yet. */
  get silentMs(): number {
    return this.#hearing.pushedMs - (this.#hearing.speechEndMs ?? 0);
  }

  get utterances(): readonly HeardUtterance[] {
    return this.#utterances;
  }

  get damageCount(): number {
    return this.#hearing.damageCount;
  }
}
