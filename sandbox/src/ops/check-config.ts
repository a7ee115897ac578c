import { readFile } from 'node:fs/promises';
import { profileSchema } from '@standardiste/shared/contracts/profile.ts';
import { z } from 'zod';
import { askEach } from './ask-each.ts';
import type { ProcessEnvironments } from './read-environments.ts';

/** Something that has to be put right before a deploy, and whom it stops. */
export interface ConfigProblem {
  /** Processes, or a profile's file; nobody in particular: empty. */
  readonly stops: readonly string[];
  readonly problem: string;
}

/** Every problem of every process and of the profiles, each once. Empty: all is well. */
export async function checkConfig(
  { environments, problems }: ProcessEnvironments,
  profileFiles: readonly string[],
  signal: AbortSignal,
): Promise<readonly ConfigProblem[]> {
  const found: ConfigProblem[] = problems.map((problem) => ({ stops: [], problem }));
  const add = (stops: string, problem: string): void => {
    const known = found.findIndex((each) => each.problem === problem);
    if (known < 0) found.push({ stops: [stops], problem });
    else found[known] = { problem, stops: [...(found[known]?.stops ?? []), stops] };
  };
  for (const [name, answer] of await askEach(environments, { type: 'config' }, signal)) {
    if (answer.type === 'problems') answer.problems.forEach((problem) => add(name, problem));
    if (answer.type === 'failed') add(name, answer.cause);
  }
  for (const file of profileFiles) {
    for (const problem of await profileProblems(file)) add(file, problem);
  }
  return found;
}

async function profileProblems(file: string): Promise<readonly string[]> {
  let profile: unknown;
  try {
    profile = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return [`cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
  const { error } = profileSchema.safeParse(profile);
  return error?.issues.map(({ path, message }) => `${z.core.toDotPath(path)}: ${message}`) ?? [];
}
