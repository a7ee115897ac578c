import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { OperationTimedOutError } from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';

export interface ChildOptions {
  /** For messages: `relay`, `broker`, … */
  readonly name: string;
  /** Absolute path of the module to run. */
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
  /** It has processes of its own, which are to be killed and frozen with it. */
  readonly hasChildren?: boolean;
  /** A line of its output that starts with this tells that it is ready. */
  readonly readyPrefix: string;
  readonly clock: Clock;
  readonly readyTimeoutMs?: number;
  /** Each line it prints, the ready line included. */
  readonly onLine?: (line: string) => void;
}

/** One process of the sandbox. Whoever starts it disposes of it. */
export interface Child extends AsyncDisposable {
  readonly name: string;
  /** What followed the prefix on the ready line. */
  readonly ready: string;
  /** The exit code, or the signal's name, once it is gone. */
  readonly exited: Promise<number | string>;
  /** Kills it at once, as a crash would; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it without ending it. Disposing lets it go on, and end. */
  freeze(): void;
}

const stopTimeoutMs = 12_000;

/** Starts a module in a process of its own and waits until it is ready. @throws Error with its last output when it is not. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', options.module], {
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.hasChildren ?? false,
  });
  const signalAll = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(options.hasChildren ? -child.pid : child.pid, signal);
  };
  const exited = new Promise<number | string>((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  const ready = await waitUntilReady(child, exited, options);
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    signalAll(signal);
    await exited;
  };
  return {
    name: options.name,
    ready,
    exited,
    kill,
    freeze: () => signalAll('SIGSTOP'),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      signalAll('SIGCONT');
      const limit = { timeoutMs: stopTimeoutMs, what: `Stopping ${options.name}` };
      await withTimeout(options.clock, limit, () => exited).catch((error: unknown) => {
        if (!(error instanceof OperationTimedOutError)) throw error;
        return kill();
      });
    },
  };
}

async function waitUntilReady(
  child: ChildProcess,
  exited: Promise<number | string>,
  options: ChildOptions,
): Promise<string> {
  const { name, readyPrefix, clock } = options;
  const lastLines: string[] = [];
  const ready = Promise.withResolvers<string>();
  const onLine = (line: string): void => {
    lastLines.push(line);
    if (lastLines.length > 30) lastLines.shift();
    options.onLine?.(line);
    if (line.startsWith(readyPrefix)) ready.resolve(line.slice(readyPrefix.length).trim());
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  }
  const died = exited.then((code) => {
    throw new Error(`${name} ended with ${code} before it was ready:\n${lastLines.join('\n')}`);
  });
  const limit = { timeoutMs: options.readyTimeoutMs ?? 20_000, what: `Starting ${name}` };
  try {
    return await withTimeout(clock, limit, () => Promise.race([ready.promise, died]));
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    died.catch(() => undefined); // a later exit is the supervisor's business
  }
}
