import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { schoolProfile } from '../world/school.ts';

const command = fileURLToPath(
  new URL('../../../functions/src/integrations/knowledge/ingestion/main.ts', import.meta.url),
);
const folder = fileURLToPath(new URL('../../knowledge/', import.meta.url));
const timeoutMs = 60_000;

/** Takes the school's documents in as an operator does, vectors included. @throws Error with the command's output when it fails. */
export async function ingestDocuments(
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { profileId } = schoolProfile;
  await promisify(execFile)(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      command,
      'ingest',
      folder,
      ...['--profile', profileId],
    ],
    { env: { ...environment }, timeout: timeoutMs },
  );
}
