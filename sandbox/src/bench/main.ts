import type { BenchPart, BenchReport } from './bench-part.ts';
import { coldstartPart } from './coldstart.ts';
import { frenchPart } from './french.ts';
import { knowledgePart } from './knowledge.ts';
import { rulesPart } from './rules.ts';
import { turnsPart } from './turns.ts';

/** Every part, in the order in which they run. */
const parts: readonly BenchPart[] = [
  frenchPart,
  knowledgePart,
  rulesPart,
  turnsPart(process.env['PATH'] ?? ''),
  coldstartPart(process.env['PATH'] ?? ''),
];

// Nothing here runs on Google Cloud: its client libraries need not look for the metadata server.
process.env['METADATA_SERVER_DETECTION'] ??= 'none';

const help = `npm run bench -- [PART…] [--json]: measures, and compares with the targets

${parts.map(({ name, description }) => `  ${name.padEnd(10)} ${description}`).join('\n')}

  --json     one JSON object a part, the last one on the last line
Exits with 0 when every target is met, with 1 when one is missed, with 2 for an unknown part.`;

function describe({ part, figures, targets }: BenchReport): string {
  return [
    part,
    ...Object.entries(figures).map(([name, value]) => `  ${name.padEnd(44)} ${round(value)}`),
    ...targets.map(
      ({ name, bound, value, met }) =>
        `  ${met ? 'met   ' : 'MISSED'} ${name}: ${round(value)} (bound ${round(bound)})`,
    ),
  ].join('\n');
}

function round(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  const isJson = argv.includes('--json');
  const names = argv.filter((argument) => !argument.startsWith('--'));
  if (argv.includes('--help')) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const unknown = names.find((name) => parts.every((part) => part.name !== name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no part « ${unknown} »\n\n${help}\n`);
    return 2;
  }
  let isMissed = false;
  for (const part of parts.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const report = await part.run({
      print: (line) => void process.stderr.write(`${line}\n`),
      nowMs: () => performance.now(),
    });
    process.stdout.write(`${isJson ? JSON.stringify(report) : describe(report)}\n`);
    isMissed ||= report.targets.some(({ met }) => !met);
  }
  return isMissed ? 1 : 0;
}

process.exitCode = await main();
