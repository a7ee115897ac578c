import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';

/** How to start one process, and when it is ready. */
export interface ProcessStart {
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  /** Uses the process for the first time; false as long as it is not ready. */
  readonly use: (origin: string) => Promise<boolean>;
  /** What it does by itself after that, if anything, is done. */
  readonly isSettled?: (origin: string) => Promise<boolean>;
}

/** Times since the process was started, in ms. */
export interface StartTimes {
  /** It takes connections. */
  readonly listeningMs: number;
  /** Its clients are built, and it has been used for the first time. */
  readonly readyMs: number;
  /** It has nothing left to do; NaN where ready is all. */
  readonly settledMs: number;
  /** What of each its main thread was on a processor: what a machine on which nothing else runs would take at least. NaN where unknown. */
  readonly listeningCpuMs: number;
  readonly readyCpuMs: number;
}

/** Between two looks; every look costs the processor that the process needs. */
const lookEveryMs = 2;

/** Starts a process, measures, and kills it. @throws Error with its output when it ends before it is ready. */
export async function measureStart(
  start: ProcessStart,
  { clock, nowMs }: { readonly clock: Clock; readonly nowMs: () => number },
): Promise<StartTimes> {
  const origin = `http://127.0.0.1:${start.port}`;
  const startedMs = nowMs();
  const child = spawn(process.execPath, start.arguments, {
    cwd: start.directory,
    env: start.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const until = async (isDone: () => Promise<boolean>): Promise<number> => {
    while (!(await isDone())) {
      if (child.exitCode !== null) {
        throw new Error(
          `${start.arguments.join(' ')} ended:\n${(await output).join('').slice(-2_000)}`,
        );
      }
      await sleep(clock, lookEveryMs);
    }
    return nowMs() - startedMs;
  };
  try {
    const listeningMs = await until(() => isListening(start.port));
    const listeningCpuMs = await readCpuMs(child.pid);
    const readyMs = await until(() => start.use(origin));
    const readyCpuMs = await readCpuMs(child.pid);
    const { isSettled } = start;
    const settledMs = isSettled ? await until(() => isSettled(origin)) : Number.NaN;
    return { listeningMs, readyMs, settledMs, listeningCpuMs, readyCpuMs };
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
}

/** Linux tells it in ns: https://docs.kernel.org/scheduler/sched-stats.html */
async function readCpuMs(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
  return Number(text.split(' ', 1)[0] || Number.NaN) / 1_000_000;
}

function isListening(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
