import { spawnSync } from 'node:child_process';

/** An empty Node on the machines that these tests were made for takes 27 ms (measured November 2026). */
const slowMs = 45;
const attempts = 5;

/**
 * Whether this machine is so slow, or so busy, that it holds far fewer calls at once in real time: by what an empty Node takes here,
 * the median of five.
 */
export function isSlowMachine(nowMs: () => number): boolean {
  const times = Array.from({ length: attempts }, () => {
    const startedMs = nowMs();
    spawnSync(process.execPath, ['-e', '0'], { env: {} });
    return nowMs() - startedMs;
  });
  return (times.sort((a, b) => a - b)[Math.floor(attempts / 2)] ?? 0) > slowMs;
}
