import { join } from 'node:path';

/** The one file of the embedded backends, in the folder that `EMBEDDED_DATA_DIR` names; every process opens the same. */
export function embeddedDataFile(dataDir: string): string {
  return join(dataDir, 'standardiste.sqlite');
}
