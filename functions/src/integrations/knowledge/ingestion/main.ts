import { parseArgs } from 'node:util';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { z } from 'zod';
import { openStore } from '../../../platform/backends.ts';
import { platformConfig, platformVariables } from '../../../platform/config.ts';
import { openVectors } from '../backends.ts';
import { knowledgeConfig, knowledgeVariables } from '../knowledge-config.ts';
import { splitPassages } from '../lexical/split-passages.ts';
import { ingest } from './ingest.ts';

const help = `npm run knowledge -- ingest <folder|file> --profile ID [options]: documents into what the callbot knows

  --profile ID   whose knowledge it is: profiles/ID/knowledge
  --dry-run      reads and compares, writes nothing
  --json         the report as one JSON object on the last line
  --help         this text

Reads Markdown, HTML, plain text and PDF. A second run writes only what changed and removes what has disappeared. With
KNOWLEDGE_SEARCH=vectors or both, the vectors in Firestore follow. The store is chosen by STATE_BACKEND, FIRESTORE_DATABASE and
EMBEDDED_DATA_DIR, as for the functions.

Exits with 0, with 1 when a file was skipped or it failed, with 2 for wrong options.`;

class UsageError extends Error {}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        profile: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [command, path] = positionals;
    return { ...values, command, path };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function showProgress(done: number, total: number, source: string): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round((done / total) * 30);
  const bar = '#'.repeat(filled).padEnd(30, '.');
  process.stderr.write(`\r\u001b[K[${bar}] ${done}/${total} ${source.slice(-40)}`);
  if (done === total) process.stderr.write('\n');
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

function describeVectors(done: { written: number; removed: number } | undefined): string {
  if (done === undefined) return '';
  return `; ${counted(done.written, 'vector')} written, ${done.removed} removed`;
}

async function main(): Promise<number> {
  const { command, path, profile: profileId, help: isHelp, ...options } = readOptions();
  if (isHelp) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  if (command !== 'ingest' || path === undefined || profileId === undefined) {
    throw new UsageError('expected: ingest <folder|file> --profile ID');
  }
  const variables = z.object({ ...platformVariables, ...knowledgeVariables });
  const values = readEnvironment(variables, process.env);
  const platform = platformConfig(values);
  const knowledge = knowledgeConfig(values);
  const isDryRun = options['dry-run'];
  await using store = await openStore(platform, systemClock);
  const { documents, ...report } = await ingest({
    store,
    profileId,
    path,
    isDryRun,
    onProgress: showProgress,
  });
  const opened = await openVectors(knowledge, platform, systemClock);
  await using vectors = opened?.vectors;
  const { signal } = new AbortController();
  const passages = documents.flatMap(splitPassages);
  const embedded = isDryRun ? undefined : await vectors?.replaceAll(profileId, passages, signal);
  const { added, changed, unchanged, removed, fileCount, skipped } = report;
  for (const { source, reason } of skipped) {
    process.stderr.write(`skipped ${source}: ${reason}\n`);
  }
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...report, vectors: embedded ?? null, isDryRun })}\n`
      : `${isDryRun ? 'Would be: ' : ''}${counted(fileCount, 'file')}, ${counted(added, 'passage')} added, ${changed} changed, ${unchanged} unchanged, ${removed} removed, ${counted(skipped.length, 'file')} skipped${describeVectors(embedded)}\n`,
  );
  return skipped.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${help}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
