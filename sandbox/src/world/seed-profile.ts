import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { frontDeskProfile, schoolKnowledge, schoolProfile } from './school.ts';

export interface SeedOptions {
  readonly withDocuments?: boolean;
  readonly calendar?: 'google' | 'salesforce';
  /** Also the number behind which somebody can be rung. */
  readonly withFrontDesk?: boolean;
}

/**
 * Stores the school's profiles, and its documents unless they come by ingestion, as an operator's set-up would. Doing it again
 * changes nothing.
 */
export async function seedProfile(
  store: DocumentStore,
  { withDocuments = true, calendar = 'google', withFrontDesk = false }: SeedOptions = {},
): Promise<void> {
  const { profileId } = schoolProfile;
  await store.commit([
    { type: 'set', path: paths.profile(profileId), data: { ...schoolProfile, calendar } },
    ...(withFrontDesk ? [frontDeskProfile] : []).map(
      (profile) =>
        ({
          type: 'set',
          path: paths.profile(profile.profileId),
          data: { ...profile, calendar },
        }) as const,
    ),
    ...(withDocuments ? schoolKnowledge() : []).map(
      (document) =>
        ({ type: 'set', path: paths.knowledge(profileId, document.id), data: document }) as const,
    ),
  ]);
}
