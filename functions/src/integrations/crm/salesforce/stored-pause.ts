import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import type { SharedPause } from './request-pause.ts';

const pauseSchema = z.object({ until: z.date() });

/** The pause of all instances in one document. A store that cannot be reached pauses nobody: it is no reason not to ask Salesforce. */
export function createStoredPause(store: DocumentStore): SharedPause {
  const path = paths.pause('salesforce');
  return {
    async readUntilMs() {
      const stored = await store.get(path).catch(ignoreStore);
      return pauseSchema.safeParse(stored?.data).data?.until.getTime() ?? 0;
    },
    async pauseUntil(untilMs) {
      const until = new Date(untilMs);
      const data = { until, expireAt: until };
      await store.commit([{ type: 'set', path, data }]).catch(ignoreStore);
    },
  };
}

function ignoreStore(error: unknown): undefined {
  if (!(error instanceof CallbotError)) throw error;
  return undefined;
}
