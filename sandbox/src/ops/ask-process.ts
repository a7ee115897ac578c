import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  answerPrefix,
  processAnswerSchema,
  type ProcessAnswer,
  type ProcessTask,
} from './process-contract.ts';

const module = fileURLToPath(new URL('process-main.ts', import.meta.url));
/** Of its log, for when it dies. */
const mostOutput = 20_000;

/**
 * Starts a process in the place of one of the product's, with exactly this environment, and gives its answer.
 * @throws Error with its last output when it ends without one; the signal's reason when it aborts.
 */
export async function askProcess(
  name: string,
  task: ProcessTask,
  options: {
    readonly environment: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<ProcessAnswer> {
  const { environment, signal } = options;
  signal.throwIfAborted();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', module, name, JSON.stringify(task)],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGKILL' },
  );
  let answer: string | undefined;
  let output = '';
  let rest = '';
  const onData = (data: Buffer): void => {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    answer ??= lines.find((line) => line.startsWith(answerPrefix));
    output = (output + data.toString()).slice(-mostOutput);
  };
  child.stdout.on('data', onData);
  child.stderr.on(
    'data',
    (data: Buffer) => void (output = (output + data.toString()).slice(-mostOutput)),
  );
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  if (answer === undefined) throw new Error(`${name} ended without an answer:\n${output.trim()}`);
  return processAnswerSchema.parse(JSON.parse(answer.slice(answerPrefix.length)));
}
