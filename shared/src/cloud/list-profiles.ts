import { profileSchema, type Profile } from '../contracts/profile.ts';
import type { DocumentStore } from './document-store.ts';

/** Every stored profile that can be used; one that does not fit its schema is left out. */
export async function listProfiles(store: DocumentStore): Promise<readonly Profile[]> {
  const documents = await store.query({ collection: 'profiles' });
  return documents.flatMap(({ data }) => profileSchema.safeParse(data).data ?? []);
}
