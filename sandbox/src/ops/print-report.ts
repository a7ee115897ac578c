import type { HealthFinding } from '@standardiste/shared/health/health-check.ts';
import type { ConfigProblem } from './check-config.ts';
import type { ConfiguredNumber } from './configure-number.ts';
import type { SmokeReport } from './smoke.ts';

const column = 22;

/** What was asked and what came, a line for each service; causes and advice below those that failed. */
export function printSmoke({ findings, problems }: SmokeReport): string {
  const failed = findings.filter(({ isHealthy }) => !isHealthy).length;
  const lines = [
    ...findings.map(printFinding),
    ...problems.map(({ process, problem }) => `FAILED  ${process.padEnd(column)} ${problem}`),
  ];
  const count = failed + problems.length;
  const verdict =
    count === 0 ? `All ${findings.length} checks are well.` : `${count} of ${lines.length} failed.`;
  return [...lines, verdict].join('\n');
}

function printFinding({
  integration,
  name,
  process,
  isHealthy,
  says,
  advice,
  durationMs,
}: HealthFinding): string {
  const title = `${integration.padEnd(column)} ${name ?? `for ${process}`}`;
  if (isHealthy) return `ok      ${title}: ${says} (${durationMs} ms)`;
  return [
    `FAILED  ${title} (${durationMs} ms)`,
    `          ${says}`,
    `          → ${advice ?? ''}`,
  ].join('\n');
}

export function printConfig(problems: readonly ConfigProblem[]): string {
  if (problems.length === 0) return 'Every process would start.';
  return problems
    .map(
      ({ stops, problem }) =>
        `${problem}${stops.length === 0 ? '' : `\n    (${stops.join(', ')})`}`,
    )
    .concat(`${problems.length} to put right.`)
    .join('\n');
}

export function printNumber({ changes, problems }: ConfiguredNumber, isDryRun: boolean): string {
  const lines = changes.map(({ setting, from, to }) => `  ${setting}: « ${from} » → « ${to} »`);
  const head = isDryRun ? 'Would be changed:' : 'Changed:';
  const verdict = isDryRun
    ? 'Nothing was changed.'
    : 'Read back: calls and messages come to the relay.';
  return [
    ...(changes.length === 0 ? ['Everything is set already.'] : [head, ...lines]),
    ...(problems.length === 0
      ? [verdict]
      : ['Not right yet:', ...problems.map((each) => `  ${each}`)]),
  ].join('\n');
}
