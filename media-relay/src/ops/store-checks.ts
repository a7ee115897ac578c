import { randomUUID } from 'node:crypto';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { profileSchema } from '@standardiste/shared/contracts/profile.ts';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';

/** Should the deletion fail, the database deletes the document itself. */
const lifeMs = 86_400_000;

/** Writes a document, reads it and deletes it again. */
export function storeCheck(store: DocumentStore, clock: Clock): HealthCheck {
  return {
    integration: 'firestore',
    name: 'write and read',
    async run() {
      const path = `smokeTests/${randomUUID()}`;
      const data = { expireAt: new Date(clock.now() + lifeMs) };
      await store.commit([{ type: 'create', path, data }]);
      const stored = await store.get(path);
      await store.commit([{ type: 'delete', path }]);
      if (stored === undefined) throw new TypeError('What was written could not be read');
      return 'a document was written, read and deleted';
    },
  };
}

/** Without a profile no call is answered, and one that does not fit its schema is left out. */
export function profilesCheck(store: DocumentStore): HealthCheck {
  return {
    integration: 'firestore',
    name: 'profiles',
    async run() {
      const documents = await store.query({ collection: 'profiles' });
      if (documents.length === 0) {
        throw new ConfigInvalidError(
          'There is no profile, so no call is answered (docs/deploy.md)',
        );
      }
      const wrong = documents.flatMap(({ id, data }) => {
        const { error } = profileSchema.safeParse(data);
        return error === undefined ? [] : [`${id}: ${z.prettifyError(error)}`];
      });
      if (wrong.length > 0) throw new ConfigInvalidError(wrong.join('; '));
      return documents.map(({ id }) => id).join(', ');
    },
  };
}
