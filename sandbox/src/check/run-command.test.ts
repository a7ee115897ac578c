import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand, type Command } from './run-command.ts';

const program = (script: string): Command => ({
  name: 'script',
  program: process.execPath,
  arguments: ['--eval', script],
  directory: tmpdir(),
});

function run(
  command: Command,
  signal = new AbortController().signal,
  clock: Clock = systemClock,
): ReturnType<typeof runCommand> {
  const environment = { PATH: '/usr/bin:/bin', KEPT: 'kept' };
  return runCommand(command, { clock, environment, output: 'collect', signal });
}

describe('runCommand', () => {
  it('collects both outputs and the exit code', async () => {
    const result = await run(program("console.log('out'); console.error('err'); process.exit(3)"));
    expect(result).toMatchObject({ exitCode: 3, output: expect.stringMatching(/out\n[^]*err\n/) });
    expect(result.elapsedMs).toBeGreaterThan(0);
  });

  it('gives children the Node that runs it, before any other', async () => {
    const command = program(
      "console.log(require('child_process').execFileSync('node', ['--version']).toString(), process.env.KEPT)",
    );
    expect((await run(command)).output).toBe(`${process.version}\n kept\n`);
  });

  it('returns a result when the program does not exist', async () => {
    const missing = { ...program(''), program: '/nowhere/tool' };
    expect(await run(missing)).toMatchObject({
      exitCode: 128,
      output: expect.stringContaining('ENOENT'),
    });
  });

  it('ends the program and what the program started when the signal aborts', async () => {
    const controller = new AbortController();
    const ready = await readyFile();
    // The grandchild holds the output open: the result comes only once it is gone too
    const grandchild = `console.log('started'); ${ready.write}; setInterval(() => {}, 1000)`;
    const running = run(
      program(`
        process.on('SIGTERM', () => process.exit(7));
        const { spawn } = require('child_process');
        spawn(process.execPath, ['--eval', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });`),
      controller.signal,
    );
    await ready.isThere();
    controller.abort();
    expect(await running).toMatchObject({ exitCode: 7, output: 'started\n' });
  });

  it('kills a program that does not listen', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const ready = await readyFile();
    const deaf = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); ${ready.write}`;
    const running = run(program(deaf), controller.signal, clock);
    await ready.isThere();
    controller.abort();
    await clock.advance(3_000);
    expect(await running).toMatchObject({ exitCode: 128 });
  });
});

/** A file that a child writes once it listens to signals. */
async function readyFile(): Promise<{ write: string; isThere: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'run-command-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'ready');
  return {
    write: `require('fs').writeFileSync(${JSON.stringify(path)}, '')`,
    isThere: () => expect.poll(() => existsSync(path), { timeout: 10_000 }).toBe(true),
  };
}
