import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import {
  profileSchema,
  type Advisor,
  type Profile,
} from '@standardiste/shared/contracts/profile.ts';

/** The profile, or undefined when there is none that can be read: a call is logged all the same. */
export async function readProfile(
  store: DocumentStore,
  profileId: string,
): Promise<Profile | undefined> {
  const stored = await store.get(paths.profile(profileId));
  return profileSchema.safeParse(stored?.data).data;
}

export const defaultTimeZone = 'Europe/Paris';

/** The advisor who is this CRM user; ids of 15 and 18 characters name the same user. */
export function advisorOfUser(
  profile: Profile | undefined,
  userId: string | null,
): Advisor | undefined {
  if (userId === null || userId === '') return undefined;
  return profile?.advisors.find(({ crmUserId }) => crmUserId.slice(0, 15) === userId.slice(0, 15));
}
