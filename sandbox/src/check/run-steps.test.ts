import { expect, it } from 'vitest';
import type { Command, CommandResult } from './run-command.ts';
import { runSteps } from './run-steps.ts';

const command = (name: string): Command => ({ name, program: name, arguments: [], directory: '/' });
const endsWith =
  (exitCode: number, output: string) =>
  (step: Command): Promise<CommandResult> =>
    Promise.resolve({ command: step, exitCode, output, elapsedMs: 1_234 });

it('prints one line for a step that passed, without what it wrote', async () => {
  const lines: string[] = [];
  await runSteps([command('lint')], {
    run: endsWith(0, 'much noise'),
    print: (line) => lines.push(line),
  });
  expect(lines).toEqual(['ok      lint                 1.2 s']);
});

it('prints what a failed step wrote, then its line', async () => {
  const lines: string[] = [];
  const results = await runSteps([command('types')], {
    run: endsWith(2, 'a.ts(1,1): error\n'),
    print: (line) => lines.push(line),
  });
  expect(lines).toEqual(['a.ts(1,1): error', 'FAILED  types                1.2 s']);
  expect(results.map(({ exitCode }) => exitCode)).toEqual([2]);
});

it('runs the steps side by side and returns them in order', async () => {
  const gates = {
    slow: Promise.withResolvers<undefined>(),
    fast: Promise.withResolvers<undefined>(),
  };
  const lines: string[] = [];
  const running = runSteps([command('slow'), command('fast')], {
    run: async (step) => {
      await gates[step.name as keyof typeof gates].promise;
      return endsWith(0, '')(step);
    },
    print: (line) => lines.push(line.slice(8, 12)),
  });
  gates.fast.resolve(undefined);
  await expect.poll(() => lines).toEqual(['fast']);
  gates.slow.resolve(undefined);
  expect((await running).map((result) => result.command.name)).toEqual(['slow', 'fast']);
});
