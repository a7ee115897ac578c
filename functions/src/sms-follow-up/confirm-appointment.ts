import type { DocumentStore, DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import { profileSchema, type Profile } from '@standardiste/shared/contracts/profile.ts';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { MessageSender } from '../integrations/messages/messages.ts';
import type { EventHandler, HandlerResult } from '../platform/event-handler.ts';
import { confirmationText } from './confirmation-text.ts';
import { mayBeMobile } from './is-mobile.ts';

export interface ConfirmationDependencies {
  readonly store: DocumentStore;
  readonly messages: MessageSender;
  /** Fits a text to the network's alphabet. */
  readonly toPlainText: (text: string) => string;
  readonly clock: Clock;
  /** `version:secret`, see `phoneHash`. */
  readonly phoneHashKey: string;
}

type AppointmentChanged = EventData<'appointment-changed'>;

const nothing: HandlerResult = { writes: [], events: [] };

/** `appointment-changed`, when booked: one confirmation by text message, unless something speaks against it. */
export function createConfirmAppointment(
  deps: ConfirmationDependencies,
): EventHandler<'appointment-changed'> {
  return {
    topic: 'appointment-changed',
    effectKey: ({ data }) => `sms:${data.appointmentId}:${data.version}:confirmation`,
    async handle({ data }, { effectKey, attempt, signal, logger }) {
      const decision = await decide(deps, data);
      if (decision.type === 'skip') {
        logger.info('No confirmation was sent.', { reason: decision.reason });
        return nothing;
      }
      const message = {
        to: decision.to,
        from: decision.profile.sms.sender,
        body: deps.toPlainText(confirmationText(data, decision.profile)),
        key: effectKey,
        mayExist: attempt > 1,
      };
      const outcome = await deps.messages.send(message, signal);
      if (outcome.type === 'sent') {
        const { messageId, isNew } = outcome;
        logger.info('A confirmation was sent.', { messageId, isNew });
        return nothing;
      }
      logger.warning('A confirmation was refused.', { reason: outcome.reason });
      if (outcome.reason !== 'opted-out') return nothing;
      return { writes: [suppressionWrite(deps, decision.to)], events: [] };
    },
  };
}

type Decision =
  | { readonly type: 'send'; readonly to: string; readonly profile: Profile }
  | {
      readonly type: 'skip';
      readonly reason:
        | 'not-a-booking'
        | 'no-phone'
        | 'not-mobile'
        | 'switched-off'
        | 'opted-out'
        | 'appointment-begun';
    };

async function decide(deps: ConfirmationDependencies, data: AppointmentChanged): Promise<Decision> {
  if (data.change !== 'booked') return { type: 'skip', reason: 'not-a-booking' };
  const to = data.contact.phone;
  if (to === null) return { type: 'skip', reason: 'no-phone' };
  if (!mayBeMobile(to)) return { type: 'skip', reason: 'not-mobile' };
  // An event that was held up for hours, or replayed from the dead letters.
  if (Date.parse(data.startAt) <= deps.clock.now()) {
    return { type: 'skip', reason: 'appointment-begun' };
  }
  const [profile, suppression] = await Promise.all([
    readProfile(deps.store, data.profileId),
    deps.store.get(suppressionPath(deps, to)),
  ]);
  if (!profile.sms.confirmation) return { type: 'skip', reason: 'switched-off' };
  if (suppression !== undefined) return { type: 'skip', reason: 'opted-out' };
  return { type: 'send', to, profile };
}

/** Company and advisor come from the profile, so without it there is nothing to say. @throws MessageInvalidError. */
async function readProfile(store: DocumentStore, profileId: string): Promise<Profile> {
  const stored = await store.get(paths.profile(profileId));
  const profile = profileSchema.safeParse(stored?.data);
  if (profile.success) return profile.data;
  throw new MessageInvalidError(`expected a profile at ${paths.profile(profileId)}`, {
    cause: profile.error,
  });
}

function suppressionPath({ phoneHashKey }: ConfirmationDependencies, phone: string): string {
  return paths.suppression(phoneHash(phoneHashKey, phone));
}

/** The provider knows of an opt-out that we do not: remembered, so that it is not asked again. An opt-out has no end. */
function suppressionWrite(deps: ConfirmationDependencies, phone: string): DocumentWrite {
  const data = { source: 'provider', since: new Date(deps.clock.now()) };
  return { type: 'set', path: suppressionPath(deps, phone), data };
}
