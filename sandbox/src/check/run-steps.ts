import type { Command, CommandResult } from './run-command.ts';

/**
 * Runs commands side by side and prints one line for each as it ends, with its time; what a command wrote is printed only when
 * it failed. Returns the results in the order of the commands.
 */
export function runSteps(
  commands: readonly Command[],
  options: {
    readonly run: (command: Command) => Promise<CommandResult>;
    readonly print: (line: string) => void;
  },
): Promise<CommandResult[]> {
  return Promise.all(
    commands.map(async (command) => {
      const result = await options.run(command);
      for (const line of describe(result)) options.print(line);
      return result;
    }),
  );
}

function describe({ command, exitCode, output, elapsedMs }: CommandResult): string[] {
  const time = `${(elapsedMs / 1_000).toFixed(1)} s`;
  if (exitCode === 0) return [`ok      ${command.name.padEnd(20)} ${time}`];
  return [output.trimEnd(), `FAILED  ${command.name.padEnd(20)} ${time}`];
}
