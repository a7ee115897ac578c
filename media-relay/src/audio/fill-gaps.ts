import { frameBytes, frameMs } from './frames.ts';
import { mulawSilence } from './g711.ts';

/** Where the stream stands: the media time at which the next piece should start. Undefined before the first. */
export interface GapState {
  readonly nextMs: number | undefined;
  /** How much silence was put in, and how much audio was left out because its time had passed. */
  readonly filledMs: number;
  readonly lateMs: number;
}

export const noGaps: GapState = { nextMs: undefined, filledMs: 0, lateMs: 0 };

/** More silence than this tells a recogniser nothing new, and a broken timestamp must not cost memory. */
const longestFillMs = 2_000;
/** Timestamps are rounded and jitter by less than a frame; that is no gap. */
const toleranceMs = frameMs;

/**
 * Makes inbound audio continuous: a jump of the media time becomes silence (2 s at most), audio whose time has passed is left out.
 * Returns what to listen to instead of the piece: whole frames of silence before it, or nothing.
 */
export function fillGaps(
  state: GapState,
  piece: { readonly mulaw8k: Uint8Array; readonly mediaMs: number },
): { readonly state: GapState; readonly mulaw8k: Uint8Array; readonly startMs: number } {
  const durationMs = (piece.mulaw8k.length * frameMs) / frameBytes;
  const nextMs = state.nextMs ?? piece.mediaMs;
  if (piece.mediaMs + toleranceMs <= nextMs) {
    const late = { ...state, lateMs: state.lateMs + durationMs };
    return { state: late, mulaw8k: new Uint8Array(0), startMs: piece.mediaMs };
  }
  const gapMs = piece.mediaMs - nextMs;
  const continued = { ...state, nextMs: piece.mediaMs + durationMs };
  if (gapMs < toleranceMs)
    return { state: continued, mulaw8k: piece.mulaw8k, startMs: piece.mediaMs };
  const frameCount = Math.round(Math.min(gapMs, longestFillMs) / frameMs);
  const filled = new Uint8Array(frameCount * frameBytes + piece.mulaw8k.length).fill(mulawSilence);
  filled.set(piece.mulaw8k, frameCount * frameBytes);
  return {
    state: { ...continued, filledMs: state.filledMs + frameCount * frameMs },
    mulaw8k: filled,
    startMs: piece.mediaMs - frameCount * frameMs,
  };
}
