import { integrations, type HealthFinding } from '@standardiste/shared/health/health-check.ts';
import { askEach } from './ask-each.ts';
import type { ProcessEnvironments } from './read-environments.ts';

export interface SmokeReport {
  readonly findings: readonly HealthFinding[];
  /** Configuration that keeps a process from being asked at all: process and problem. */
  readonly problems: readonly { readonly process: string; readonly problem: string }[];
}

/** Asks every service through every process that needs it. */
export async function smoke(
  { environments, problems }: ProcessEnvironments,
  signal: AbortSignal,
): Promise<SmokeReport> {
  const answers = await askEach(environments, { type: 'smoke' }, signal);
  const findings = answers.flatMap(([, answer]) =>
    answer.type === 'findings' ? answer.findings : [],
  );
  return {
    findings: findings.toSorted((a, b) => placeOf(a) - placeOf(b)),
    problems: [
      ...problems.map((problem) => ({ process: 'configuration', problem })),
      ...answers.flatMap(([process, answer]) => {
        if (answer.type === 'failed') return [{ process, problem: answer.cause }];
        if (answer.type !== 'problems') return [];
        return answer.problems.map((problem) => ({ process, problem }));
      }),
    ],
  };
}

/** All green, and every process could be asked. */
export function isWell({ findings, problems }: SmokeReport): boolean {
  return problems.length === 0 && findings.every(({ isHealthy }) => isHealthy);
}

/** In the order in which a caller meets the services. */
function placeOf({ integration }: HealthFinding): number {
  return integrations.indexOf(integration);
}
