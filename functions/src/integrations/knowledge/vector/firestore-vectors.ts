import { createHash } from 'node:crypto';
import { FieldValue, Firestore, type Settings } from '@google-cloud/firestore';
import { z } from 'zod';
import { StoreUnavailableError } from '@standardiste/shared/cloud/document-store.ts';
import { vectorIndex } from '@standardiste/shared/contracts/vector-index.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { Embeddings } from './embeddings.ts';

/** What is found by its vector. */
export interface VectorPassage {
  readonly documentId: string;
  readonly title: string;
  readonly text: string;
}

/** Passages of profiles with their vectors, `profiles/{profileId}/knowledgeVectors/*`. Whoever opens it disposes of it. */
export interface FirestoreVectors extends AsyncDisposable {
  /** The nearest first; `similarity` is the cosine. @throws StoreUnavailableError */
  nearest(
    profileId: string,
    vector: readonly number[],
    limit: number,
  ): Promise<readonly (VectorPassage & { readonly similarity: number })[]>;
  /**
   * Makes the stored passages these: embeds and writes only what is new, removes what is gone.
   * @throws StoreUnavailableError, VendorFailedError
   */
  replaceAll(
    profileId: string,
    passages: readonly VectorPassage[],
    signal: AbortSignal,
  ): Promise<{ readonly written: number; readonly removed: number }>;
}

export interface FirestoreVectorsOptions {
  readonly projectId: string;
  readonly databaseId?: string | undefined;
  /** `127.0.0.1:8282`. Without it the client itself looks at `FIRESTORE_EMULATOR_HOST`. */
  readonly emulatorHost?: string | undefined;
  readonly embeddings: Embeddings;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const passageSchema = z.object({
  documentId: z.string(),
  title: z.string(),
  text: z.string(),
  distance: z.number().optional(),
});
/** A vector is about 6 KB; a commit takes 10 MB. */
const writesAtOnce = 100;

/** Opens the vectors in Firestore. `findNearest` needs the index `vectorIndex` there, which terraform makes. */
export function openFirestoreVectors(options: FirestoreVectorsOptions): FirestoreVectors {
  const { embeddings, clock, timeoutMs = 2_000 } = options;
  const firestore = new Firestore(settings(options));
  const collectionOf = (profileId: string) =>
    firestore.collection(`profiles/${profileId}/${vectorIndex.collection}`);
  const limited = async <T>(run: () => Promise<T>, limitMs = timeoutMs): Promise<T> => {
    try {
      return await withTimeout(clock, { timeoutMs: limitMs, what: 'Firestore' }, run);
    } catch (cause) {
      throw new StoreUnavailableError('The vectors cannot be reached', { cause });
    }
  };

  return {
    async nearest(profileId, vector, limit) {
      const query = collectionOf(profileId).findNearest({
        vectorField: vectorIndex.field,
        queryVector: [...vector],
        limit,
        distanceMeasure: 'COSINE',
        distanceResultField: 'distance',
      });
      const { docs } = await limited(() => query.get());
      return docs.flatMap((document) => {
        const { data } = passageSchema.safeParse(document.data());
        if (data === undefined) return [];
        const { distance = 1, ...passage } = data;
        return [{ ...passage, similarity: 1 - distance }];
      });
    },

    async replaceAll(profileId, passages, signal) {
      const collection = collectionOf(profileId);
      const wanted = new Map(passages.map((each) => [idOf(each, embeddings.model), each]));
      const stored = await limited(() => collection.listDocuments(), 30_000);
      const gone = stored.filter(({ id }) => !wanted.has(id));
      for (const { id } of stored) wanted.delete(id);
      const fresh = [...wanted];
      for (let start = 0; start < fresh.length; start += writesAtOnce) {
        signal.throwIfAborted();
        const part = fresh.slice(start, start + writesAtOnce);
        const texts = part.map(([, { title, text }]) => `${title}\n${text}`);
        const vectors = await embeddings.embed(texts, 'document', signal);
        const batch = firestore.batch();
        part.forEach(([id, passage], n) => {
          const embedding = FieldValue.vector([...(vectors[n] as readonly number[])]);
          batch.set(collection.doc(id), { ...passage, [vectorIndex.field]: embedding });
        });
        await limited(() => batch.commit(), 30_000);
      }
      // Last: a caller who asks meanwhile finds the old passage rather than none.
      for (let start = 0; start < gone.length; start += writesAtOnce) {
        const batch = firestore.batch();
        for (const reference of gone.slice(start, start + writesAtOnce)) batch.delete(reference);
        await limited(() => batch.commit(), 30_000);
      }
      return { written: fresh.length, removed: gone.length };
    },

    [Symbol.asyncDispose]: () => firestore.terminate(),
  };
}

/** One id for one content and model: what has not changed is not written again. */
function idOf({ documentId, title, text }: VectorPassage, model: string): string {
  const content = JSON.stringify([model, documentId, title, text]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

function settings({ projectId, databaseId, emulatorHost }: FirestoreVectorsOptions): Settings {
  return {
    projectId,
    ...(databaseId === undefined ? {} : { databaseId }),
    ...(emulatorHost === undefined
      ? {}
      : { host: emulatorHost, ssl: false, customHeaders: { Authorization: 'Bearer owner' } }),
  };
}
