import { createRandom } from '../../random.ts';

export interface JitterOptions {
  /** The share of frames that never arrive, 0 to 1. */
  readonly lossRate: number;
  /** The share of frames at which the network stalls, 0 to 1. */
  readonly stallRate: number;
  /** How many frames are held back by a stall and then arrive at once. */
  readonly stallFrames: number;
  readonly seed: number;
}

export const steadyNetwork: JitterOptions = { lossRate: 0, stallRate: 0, stallFrames: 0, seed: 1 };

/** A network that loses frames and bunches them, in order. `deliver` is called within `push`. */
export function createJitter<Frame>(
  options: JitterOptions,
  deliver: (frame: Frame) => void,
): { push(frame: Frame): void } {
  const random = createRandom(options.seed);
  let held: Frame[] = [];
  let holdCount = 0;
  return {
    push(frame) {
      const isLost = random() < options.lossRate;
      if (holdCount === 0 && random() < options.stallRate) holdCount = options.stallFrames;
      if (!isLost) held.push(frame);
      if (holdCount > 0) holdCount -= 1;
      if (holdCount > 0) return;
      held.forEach(deliver);
      held = [];
    },
  };
}
