import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { profileSchema, type Profile } from '@standardiste/shared/contracts/profile.ts';
import { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';

/** There is no such profile, or it cannot be used as it is. Somebody has to mend it. */
export class ProfileUnusableError extends CallbotError {
  override readonly code = 'profile-unusable';
  override readonly retryable = false;
}

/** The profile of a call as it is now. @throws ProfileUnusableError. */
export async function readProfile(store: DocumentStore, profileId: string): Promise<Profile> {
  const stored = await store.get(paths.profile(profileId));
  if (stored === undefined) throw new ProfileUnusableError(`No profile ${profileId}`);
  const parsed = profileSchema.safeParse(stored.data);
  if (!parsed.success) {
    throw new ProfileUnusableError(`Profile ${profileId}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
