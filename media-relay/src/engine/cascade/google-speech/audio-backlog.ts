/**
 * The latest audio of a call, kept so that another stream can be given what the last one did not settle. Positions are ms of audio
 * since the call's recognition began.
 */
export class AudioBacklog {
  readonly #maxMs: number;
  #pieces: Uint8Array[] = [];
  #startMs = 0;
  #endMs = 0;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  /** Where the next piece will start. */
  get endMs(): number {
    return this.#endMs;
  }

  /** Keeps a piece; what is older than the limit is forgotten. */
  push(mulaw8k: Uint8Array): void {
    this.#pieces.push(mulaw8k);
    this.#endMs += mulaw8k.length / 8;
    this.forgetBefore(this.#endMs - this.#maxMs);
  }

  /** Forgets whole pieces that end before `ms`. */
  forgetBefore(ms: number): void {
    let first = this.#pieces[0];
    while (first !== undefined && this.#startMs + first.length / 8 <= ms) {
      this.#startMs += first.length / 8;
      this.#pieces.shift();
      first = this.#pieces[0];
    }
  }

  /** The pieces from `ms` on, whole, and where the first of them starts. */
  from(ms: number): { readonly startMs: number; readonly pieces: readonly Uint8Array[] } {
    let startMs = this.#startMs;
    for (const [index, piece] of this.#pieces.entries()) {
      if (startMs + piece.length / 8 > ms) return { startMs, pieces: this.#pieces.slice(index) };
      startMs += piece.length / 8;
    }
    return { startMs, pieces: [] };
  }
}
