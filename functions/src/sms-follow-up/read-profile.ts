import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { profileSchema, type Profile } from '@standardiste/shared/contracts/profile.ts';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';

/** Company, words and switches come from the profile, so without it there is nothing to say. @throws MessageInvalidError. */
export async function readProfile(store: DocumentStore, profileId: string): Promise<Profile> {
  const stored = await store.get(paths.profile(profileId));
  const profile = profileSchema.safeParse(stored?.data);
  if (profile.success) return profile.data;
  throw new MessageInvalidError(`expected a profile at ${paths.profile(profileId)}`, {
    cause: profile.error,
  });
}
