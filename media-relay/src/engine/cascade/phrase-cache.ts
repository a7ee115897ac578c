import type { Synthesiser } from '../synthesiser.ts';

/** So many phrases are asked for at the same time while a voice is being kept: callers speak to the vendor too. */
const warmingCount = 3;
/** Audio of fixed phrases: one voice takes about 40 of them, 20 KB each. */
const defaultMaxBytes = 32 * 1024 * 1024;

/** A synthesiser that speaks fixed phrases from memory. */
export interface PhraseCache extends Synthesiser {
  /**
   * Makes phrases worth keeping in this voice, and synthesises those that are not there, the first ones first. Resolves once that is
   * done; never rejects. A phrase that failed is kept as soon as it is spoken.
   */
  keep(request: {
    readonly phrases: readonly string[];
    readonly voice: string;
    readonly languageCode: string;
    readonly signal: AbortSignal;
  }): Promise<void>;
  /** How many phrases were spoken from memory. */
  readonly hitCount: number;
}

/**
 * Keeps the audio of phrases that are the same in every call, by voice. Takes over the synthesiser. When `maxBytes` is reached, the
 * phrase that was longest unused goes.
 */
export function createPhraseCache(
  synthesiser: Synthesiser,
  options: { readonly maxBytes?: number } = {},
): PhraseCache {
  return new Cache(synthesiser, options.maxBytes ?? defaultMaxBytes);
}

type Request = Parameters<Synthesiser['synthesise']>[0];

class Cache implements PhraseCache {
  readonly #synthesiser: Synthesiser;
  readonly #maxBytes: number;
  /** Insertion order is the order of use. Undefined: worth keeping, and not there yet. */
  readonly #phrases = new Map<string, Uint8Array | undefined>();
  #bytes = 0;
  #warming: Promise<void> = Promise.resolve();
  hitCount = 0;

  constructor(synthesiser: Synthesiser, maxBytes: number) {
    this.#synthesiser = synthesiser;
    this.#maxBytes = maxBytes;
  }

  async *synthesise(request: Request): AsyncGenerator<Uint8Array, void, undefined> {
    const key = keyOf(request);
    const kept = this.#phrases.get(key);
    if (kept !== undefined) {
      this.hitCount += 1;
      this.#phrases.delete(key);
      this.#phrases.set(key, kept);
      yield kept;
      return;
    }
    const isKept = this.#phrases.has(key);
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#synthesiser.synthesise(request)) {
      if (isKept) pieces.push(piece);
      yield piece;
    }
    if (isKept) this.#store(key, Buffer.concat(pieces));
  }

  keep(request: Parameters<PhraseCache['keep']>[0]): Promise<void> {
    const { phrases, ...how } = request;
    const missing: Request[] = [];
    for (const text of phrases) {
      const key = keyOf({ text, ...how });
      if (this.#phrases.has(key)) continue;
      this.#phrases.set(key, undefined);
      missing.push({ text, ...how });
    }
    if (missing.length > 0) {
      this.#warming = this.#warming.then(async () => {
        const waiting = missing.values();
        await Promise.all(Array.from({ length: warmingCount }, () => this.#warm(waiting)));
      });
    }
    return this.#warming;
  }

  async #warm(requests: Iterable<Request>): Promise<void> {
    for (const request of requests) {
      if (this.#phrases.get(keyOf(request)) !== undefined) continue;
      try {
        for await (const _piece of this.synthesise(request)) continue;
      } catch {
        // The vendor fails or the call is over: the phrase is spoken by the vendor until it is kept.
        if (request.signal.aborted) return;
      }
    }
  }

  #store(key: string, audio: Uint8Array): void {
    this.#bytes += audio.length - (this.#phrases.get(key)?.length ?? 0);
    this.#phrases.delete(key);
    this.#phrases.set(key, audio);
    for (const [oldest, kept] of this.#phrases) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#bytes -= kept?.length ?? 0;
      this.#phrases.delete(oldest);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#synthesiser[Symbol.asyncDispose]());
  }
}

function keyOf({ voice, languageCode, text }: Omit<Request, 'signal'>): string {
  return [languageCode, voice, text].join('\n');
}
