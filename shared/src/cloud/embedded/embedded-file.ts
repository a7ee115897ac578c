import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The SQLite file of all processes that share `EMBEDDED_DATA_DIR`; makes the folder, which only its owner may enter. */
export function embeddedFile(dataDirectory: string): string {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  return join(dataDirectory, 'standardiste.sqlite');
}
