import type { DocumentChange, DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { profileSchema, type Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';

/** The profiles in force. A change in the store reaches the next call without a deploy. */
export interface Profiles extends Disposable {
  byId(profileId: string): Profile | undefined;
  /** Whose number it is: called, or the one that text messages come from, which people call and write to as well. */
  byCalledNumber(calledPhone: string): Profile | undefined;
  /** True once the store has told them for the first time. */
  readonly isLoaded: boolean;
}

const rewatchDelayMs = 1_000;

/** Watches every profile. One that does not fit its schema is left out, or stays as it was, with an error in the log. */
export function watchProfiles(options: {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of every profile that is new or has changed. */
  readonly onProfile?: (profile: Profile) => void;
}): Profiles {
  const { store, clock, logger, onProfile } = options;
  const profiles = new Map<string, Profile>();
  let isLoaded = false;
  let current: Disposable | undefined;

  const onChange = (changes: readonly DocumentChange[]): void => {
    isLoaded = true;
    for (const { type, document } of changes) {
      if (type === 'removed') profiles.delete(document.id);
      else take(document.id, document.data);
    }
  };
  const take = (profileId: string, data: unknown): void => {
    const parsed = profileSchema.safeParse(data);
    if (!parsed.success) {
      logger.error('A profile is wrong and is not used', { profileId, error: parsed.error });
      return;
    }
    profiles.set(profileId, parsed.data);
    onProfile?.(parsed.data);
  };
  const onError = (error: CallbotError): void => {
    logger.warning('The listener for profiles broke and is made anew', { error });
    current = clock.schedule(rewatchDelayMs, open);
  };
  const open = (): void => {
    current = store.watch({ collection: 'profiles' }, { onChange, onError });
  };
  open();

  return {
    byId: (profileId) => profiles.get(profileId),
    byCalledNumber(calledPhone) {
      const all = [...profiles.values()];
      return (
        all.find(({ calledNumbers }) => calledNumbers.includes(calledPhone)) ??
        all.find(({ sms }) => sms.sender === calledPhone)
      );
    },
    get isLoaded() {
      return isLoaded;
    },
    [Symbol.dispose]: () => current?.[Symbol.dispose](),
  };
}
