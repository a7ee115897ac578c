import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { worldOriginsSchema } from './world/world-contract.ts';

/** Where a sandbox that stays up leaves its address, for `npm run call -- --attach`. */
const file = fileURLToPath(new URL('../../.data/running.json', import.meta.url));

const runningSchema = z.object({
  origins: worldOriginsSchema,
  publicBaseUrl: z.url(),
  dataDir: z.string(),
});
export type RunningSandbox = z.infer<typeof runningSchema>;

export async function announceSandbox(sandbox: RunningSandbox): Promise<AsyncDisposable> {
  const { origins, publicBaseUrl, dataDir } = sandbox;
  await writeFile(file, JSON.stringify({ origins, publicBaseUrl, dataDir }));
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/** The sandbox that `npm start` keeps up. @throws Error that says how to start one. */
export async function findRunningSandbox(): Promise<RunningSandbox> {
  try {
    return runningSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Error('No sandbox is running here. Start one with: npm start', { cause });
  }
}
