import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { findFreePort } from './free-port.ts';

export interface FunctionBundleOptions {
  readonly name: string;
  /** Where the bundle is installed. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Each line it prints. */
  readonly onLine?: (line: string) => void;
}

/** One function from its bundle, in a process of its own. Whoever starts it disposes of it: that kills it. */
export interface FunctionBundle extends AsyncDisposable {
  readonly port: number;
  /** The exit code, or the signal's name, once it is gone. */
  readonly exited: Promise<number | string>;
}

/** Six of them start at once, and whoever started those waits 45 s. */
const readyTimeoutMs = 30_000;

/** Starts a function as the platform does, and waits until it listens. @throws Error with its output when it ends before that. */
export async function startFunctionBundle(options: FunctionBundleOptions): Promise<FunctionBundle> {
  const { name, directory, environment, clock } = options;
  const port = await findFreePort();
  // What the platform runs, and how it says which function and where
  const child = spawn(process.execPath, ['node_modules/.bin/functions-framework'], {
    cwd: directory,
    env: { ...environment, FUNCTION_TARGET: name, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 30) lines.shift();
      options.onLine?.(line);
    });
  }
  const exited = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message)); // It could not be started at all
    // All that it printed has been read
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const bundle: FunctionBundle = {
    port,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
  const died = new AbortController();
  void exited.then((code) =>
    died.abort(new Error(`${name} ended with ${code} before it listened:\n${lines.join('\n')}`)),
  );
  const limit = { timeoutMs: readyTimeoutMs, what: `Starting ${name}`, signal: died.signal };
  try {
    await withTimeout(clock, limit, (signal) => untilListening(port, clock, signal));
    return bundle;
  } catch (error) {
    await bundle[Symbol.asyncDispose]();
    throw error;
  }
}

async function untilListening(port: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1' });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(clock, 10, signal);
  }
}
