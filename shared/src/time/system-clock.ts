import type { Clock } from './clock.ts';

const epochMs = Date.now() - performance.now();

/** The machine's clock and timers. Timers keep the process alive until they fire or are disposed of. */
export const systemClock: Clock = {
  now: () => Math.floor(epochMs + performance.now()),
  schedule(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
