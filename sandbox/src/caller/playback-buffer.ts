/** 20 ms of μ-law 8 kHz. */
export const frameBytes = 160;
export const frameMs = 20;
/** μ-law's zero. */
export const silenceByte = 0xff;

/** Ten minutes: what is sent beyond is thrown away, as Twilio does (warning 31931). */
const maxBufferedBytes = 600 * 8_000;

export interface PlayedFrame {
  /** Exactly 20 ms, padded with silence where nothing was queued. */
  readonly mulaw8k: Uint8Array;
  /** Marks that playback has passed with this frame, in order: to be echoed now. */
  readonly marks: readonly string[];
}

type Item =
  | { readonly type: 'audio'; readonly mulaw8k: Uint8Array; offset: number }
  | { readonly type: 'mark'; readonly name: string };

/**
 * A carrier's playback: audio is queued, played at 8,000 bytes a second, and a mark is echoed once everything before it was
 * played. It has no clock: whoever owns it takes one frame every 20 ms.
 */
export class PlaybackBuffer {
  #items: Item[] = [];
  #bufferedBytes = 0;

  /** How much audio waits to be played. */
  get bufferedMs(): number {
    return this.#bufferedBytes / 8;
  }

  /** Queues audio; a part of it is `discarded` when ten minutes are waiting already. */
  enqueue(mulaw8k: Uint8Array): 'queued' | 'discarded' {
    const room = maxBufferedBytes - this.#bufferedBytes;
    const kept = mulaw8k.subarray(0, Math.max(0, room));
    if (kept.length > 0) this.#items.push({ type: 'audio', mulaw8k: kept, offset: 0 });
    this.#bufferedBytes += kept.length;
    return kept.length === mulaw8k.length ? 'queued' : 'discarded';
  }

  /** Queues a mark. Returns true when nothing is waiting before it, so that it is to be echoed at once and is not queued. */
  mark(name: string): boolean {
    if (this.#items.length === 0) return true;
    this.#items.push({ type: 'mark', name });
    return false;
  }

  /** Throws away what is not yet played. Returns the marks that were waiting, which are echoed at once: they were not reached. */
  clear(): readonly string[] {
    const marks = this.#items.flatMap((item) => (item.type === 'mark' ? [item.name] : []));
    this.#items = [];
    this.#bufferedBytes = 0;
    return marks;
  }

  /** Plays the next 20 ms. */
  nextFrame(): PlayedFrame {
    const mulaw8k = new Uint8Array(frameBytes).fill(silenceByte);
    const marks: string[] = [];
    let filled = 0;
    for (let item = this.#items[0]; item !== undefined; item = this.#items[0]) {
      if (item.type === 'mark') {
        marks.push(item.name);
        this.#items.shift();
        continue;
      }
      if (filled === frameBytes) break;
      const part = item.mulaw8k.subarray(item.offset, item.offset + frameBytes - filled);
      mulaw8k.set(part, filled);
      filled += part.length;
      item.offset += part.length;
      if (item.offset === item.mulaw8k.length) this.#items.shift();
    }
    this.#bufferedBytes -= filled;
    return { mulaw8k, marks };
  }
}
