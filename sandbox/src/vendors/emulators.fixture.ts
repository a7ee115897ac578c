import { describe } from 'vitest';
import { findEmulators } from '../emulators.ts';

/**
 * A suite that needs Google's emulators. They come with the Google Cloud CLI and not with this project: without them the suite is
 * skipped, and both the report and standard error say why.
 */
export function describeOnEmulators(what: string, suite: () => void): void {
  const found = findEmulators();
  if (found.type === 'found') return void describe(`${what}, on Google's emulator`, suite);
  process.stderr.write(`SKIPPED: ${what}, because ${found.reason}\n`);
  // The only reason is a machine without the Google Cloud CLI
  describe.skip(`${what} (skipped: ${found.reason})`, () => undefined);
}
