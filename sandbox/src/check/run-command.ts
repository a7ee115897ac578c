import { spawn, type ChildProcess } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import type { Clock } from '@standardiste/shared/time/clock.ts';

export interface Command {
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  readonly command: Command;
  /** 0 is success; 128 and more: ended by a signal, or could not be started. */
  readonly exitCode: number;
  /** Standard output and error as they came; empty when the output was passed on. */
  readonly output: string;
  readonly elapsedMs: number;
}

const killAfterMs = 3_000;
const maxOutputBytes = 4 * 1024 * 1024;

/**
 * Runs a program to its end and collects what it writes (the first 4 MiB), or passes it on as it comes. The program leads a
 * process group of its own: when the signal aborts, the whole group is asked to end, and killed 3 s later.
 * Never throws; a program that cannot be started is a result with exit code 128.
 */
export function runCommand(
  command: Command,
  options: {
    clock: Clock;
    environment: NodeJS.ProcessEnv;
    output: 'collect' | 'pass-on';
    signal: AbortSignal;
  },
): Promise<CommandResult> {
  const { clock, signal } = options;
  const startedMs = clock.now();
  const child = spawn(command.program, command.arguments, {
    cwd: command.directory,
    env: withOwnNode({ ...options.environment, ...command.environment }),
    stdio: ['ignore', ...(options.output === 'collect' ? pipes : inherits)],
    detached: true,
  });
  const stopKilling = killOnAbort(child, clock, signal);
  const chunks: Buffer[] = [];
  let collectedBytes = 0;
  const collect = (chunk: Buffer): void => {
    collectedBytes += chunk.length;
    if (collectedBytes <= maxOutputBytes) chunks.push(chunk);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return new Promise((resolve) => {
    const finish = (exitCode: number, trouble = ''): void => {
      stopKilling();
      const output = Buffer.concat(chunks).toString('utf8') + trouble;
      resolve({ command, exitCode, output, elapsedMs: clock.now() - startedMs });
    };
    child.once('error', (error) => finish(128, error.message));
    child.once('close', (exitCode) => finish(exitCode ?? 128));
  });
}

const pipes = ['pipe', 'pipe'] as const;
const inherits = ['inherit', 'inherit'] as const;

/** Tools that look for `node` find the one that runs this, whatever the machine has. */
function withOwnNode(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), environment['PATH']].filter(Boolean).join(delimiter);
  return { ...environment, PATH: path };
}

function killOnAbort(child: ChildProcess, clock: Clock, signal: AbortSignal): () => void {
  let killTimer: Disposable | undefined;
  const onAbort = (): void => {
    signalGroup(child, 'SIGTERM');
    killTimer = clock.schedule(killAfterMs, () => signalGroup(child, 'SIGKILL'));
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    signal.removeEventListener('abort', onAbort);
    killTimer?.[Symbol.dispose]();
  };
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group is gone already
  }
}
