import { spawn } from 'node:child_process';
import { resampleTo8k } from './resample-to-8k.ts';

export interface EspeakOptions {
  /** The program to run; `espeak-ng` unless told. */
  readonly command?: string;
  /** Words a minute. At 190 it takes about as long as the text-bearing voice. */
  readonly wordsPerMinute?: number;
  readonly signal?: AbortSignal;
}

/** Ten minutes of its 22,050 Hz output. */
const mostBytes = 27_000_000;

/**
 * The text in an audible French voice (`pcm8k`), for recordings that people listen to; undefined when espeak-ng is not installed.
 * It runs as a process of its own: its licence (GPL) is no concern of what is shipped.
 * @throws Error when the program fails, or answers with something that is no 16-bit mono WAV.
 */
export async function renderFrench(
  text: string,
  options: EspeakOptions = {},
): Promise<Int16Array | undefined> {
  const wav = await runEspeak(text, options);
  if (wav === undefined) return undefined;
  const dataAt = wav.indexOf('data', 12, 'latin1');
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || dataAt < 0 || wav.readUInt16LE(34) !== 16)
    throw new Error('Expected a 16-bit WAV from espeak-ng');
  // What is streamed has no length in its header: the samples go to the end.
  const samples = wav.subarray(dataAt + 8);
  const pcm = Int16Array.from({ length: samples.length >> 1 }, (_, index) =>
    samples.readInt16LE(index * 2),
  );
  return resampleTo8k(pcm, wav.readUInt32LE(24));
}

function runEspeak(text: string, options: EspeakOptions): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const speed = String(options.wordsPerMinute ?? 190);
  const child = spawn(
    options.command ?? 'espeak-ng',
    ['-v', 'fr', '-s', speed, '--stdin', '--stdout'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      signal: options.signal,
    },
  );
  const chunks: Buffer[] = [];
  let byteCount = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    byteCount += chunk.length;
    if (byteCount > mostBytes) child.kill();
    else chunks.push(chunk);
  });
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') resolve(undefined);
    else reject(error);
  });
  child.on('close', (exitCode) => {
    if (exitCode === 0) resolve(Buffer.concat(chunks));
    else reject(new Error(`espeak-ng ended with ${exitCode ?? 'a signal'}`));
  });
  // A program that is not there, or ends early, closes its input; its exit tells the rest.
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  return promise;
}
