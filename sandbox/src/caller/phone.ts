/**
 * The person at the caller's end of a line, 20 ms at a time. The line calls `onPlayed` and then `nextFrame` once a frame, from the
 * answer to the end of the call, whether or not somebody listens at the other end.
 */
export interface PhoneParty {
  /** The caller hears this: 160 bytes of μ-law 8 kHz, at this moment (epoch ms). */
  onPlayed(mulaw8k: Uint8Array, atMs: number): void;
  /** What the caller says in the next 20 ms: 160 bytes of μ-law 8 kHz. */
  nextFrame(): Uint8Array;
}

export interface PhoneEnd {
  /** Who ended the call; `network` when the line itself failed. */
  readonly by: 'caller' | 'callbot' | 'network';
  /** Epoch ms. */
  readonly atMs: number;
}

/** What a caller can do with the phone during a call. Everything is ignored once the call is over. */
export interface Phone {
  sendDigit(digit: string): void;
  hangUp(): void;
  /** Settles when the call is over. Rejects only when the call could not be placed. */
  readonly ended: Promise<PhoneEnd>;
}

/** A line on which nobody speaks or listens. */
export function createSilentParty(frame: Uint8Array): PhoneParty {
  return { onPlayed: () => undefined, nextFrame: () => frame };
}
