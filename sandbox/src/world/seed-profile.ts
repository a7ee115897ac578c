import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { schoolKnowledge, schoolProfile } from './school.ts';

/**
 * Stores the school's profile, and its documents unless they come by ingestion, as an operator's set-up would. Doing it again
 * changes nothing.
 */
export async function seedProfile(
  store: DocumentStore,
  {
    withDocuments = true,
    calendar = 'google',
  }: { readonly withDocuments?: boolean; readonly calendar?: 'google' | 'salesforce' } = {},
): Promise<void> {
  const { profileId } = schoolProfile;
  await store.commit([
    { type: 'set', path: paths.profile(profileId), data: { ...schoolProfile, calendar } },
    ...(withDocuments ? schoolKnowledge() : []).map(
      (document) =>
        ({ type: 'set', path: paths.knowledge(profileId, document.id), data: document }) as const,
    ),
  ]);
}
