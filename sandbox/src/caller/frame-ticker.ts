import type { Clock } from '@standardiste/shared/time/clock.ts';
import { frameMs } from './playback-buffer.ts';

/**
 * Calls `onTick` 50 times a second with the tick's due time (epoch ms), first at once, until disposed of. It does not drift: after a
 * delay of the process the missed ticks follow at once, as frames bunch on a real line.
 */
export function startFrameTicker(clock: Clock, onTick: (atMs: number) => void): Disposable {
  const startMs = clock.now();
  let count = 0;
  let timer: Disposable | undefined;
  let isStopped = false;
  const tick = (): void => {
    onTick(startMs + count * frameMs);
    count += 1;
    if (!isStopped) schedule();
  };
  const schedule = (): void => {
    timer = clock.schedule(Math.max(0, startMs + count * frameMs - clock.now()), tick);
  };
  schedule();
  return {
    [Symbol.dispose]() {
      isStopped = true;
      timer?.[Symbol.dispose]();
    },
  };
}
