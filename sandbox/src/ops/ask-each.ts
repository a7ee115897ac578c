import { askProcess } from './ask-process.ts';
import type { ProcessAnswer, ProcessTask } from './process-contract.ts';

/** More would take the processor from each other, and answers would seem late. */
const mostAtOnce = 2;

/** Asks every process the same, two at a time; the answers in the order of the processes. */
export async function askEach(
  environments: ReadonlyMap<string, Readonly<Record<string, string>>>,
  task: ProcessTask,
  signal: AbortSignal,
): Promise<readonly (readonly [string, ProcessAnswer])[]> {
  const waiting = [...environments.keys()];
  const answers = new Map<string, ProcessAnswer>();
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const environment = environments.get(name) ?? {};
      answers.set(name, await askProcess(name, task, { environment, signal }));
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  return [...environments.keys()].flatMap((name) => {
    const answer = answers.get(name);
    return answer === undefined ? [] : [[name, answer] as const];
  });
}
