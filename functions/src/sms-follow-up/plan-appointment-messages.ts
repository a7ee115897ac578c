import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { callRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { appointmentChangedEvent, type EventData } from '@standardiste/shared/contracts/events.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { z } from 'zod';
import type { EventHandler } from '../platform/event-handler.ts';
import { messageText } from './message-text.ts';
import { dueEvent, nothing, planMessage, type IntendedMessage } from './plan-message.ts';
import { readProfile } from './read-profile.ts';
import type { SmsDependencies } from './sms-dependencies.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';

type AppointmentChanged = EventData<'appointment-changed'>;

/**
 * `appointment-changed`: one confirmation, one reminder for an appointment that takes place, and the end of the reminders of its
 * earlier versions. A version that comes after a later one plans nothing.
 */
export function createPlanAppointmentMessages(
  deps: SmsDependencies,
): EventHandler<'appointment-changed'> {
  return {
    topic: 'appointment-changed',
    effectKey: ({ data }) => `sms-plan:${data.appointmentId}:${data.version}`,
    async handle({ data }, { logger }) {
      const profile = await readProfile(deps.store, data.profileId);
      // An event that was held up for hours, or replayed from the dead letters.
      if (Date.parse(data.startAt) <= deps.clock.now()) {
        logger.info('No message is planned.', { reason: 'appointment-begun' });
        return nothing;
      }
      const reminder = reminderOf(data, profile, deps.clock.now());
      const earlier = await takeVersion(deps, data, reminder?.key);
      if (earlier === 'superseded') {
        logger.info('No message is planned.', { reason: 'superseded' });
        return nothing;
      }
      const intended = [
        confirmationOf(data, profile),
        ...(reminder === undefined ? [] : [reminder]),
      ];
      const plans = intended.map((message) => planMessage(deps, message, logger));
      const { callId, profileId } = data;
      return {
        writes: plans.flatMap(({ writes }) => writes),
        events: [
          ...earlier.map((key) => dueEvent({ key, callId, profileId, round: 1 }, 'withdraw')),
          ...plans.flatMap(({ events }) => events),
        ],
      };
    },
  };
}

function confirmationOf(data: AppointmentChanged, profile: Profile): IntendedMessage {
  return {
    ...about(data, profile),
    key: `sms:${data.appointmentId}:${data.version}:confirmation`,
    kind: data.change,
    text: messageText(data.change, factsOf(data), profile),
  };
}

/** None when it is cancelled, or when its time has come already: the confirmation has just said it all. */
function reminderOf(
  data: AppointmentChanged,
  profile: Profile,
  nowMs: number,
): IntendedMessage | undefined {
  const { reminder } = profile.sms;
  if (reminder === undefined || data.change === 'cancelled') return undefined;
  const dueAtMs = Date.parse(data.startAt) - reminder.minutesBefore * 60_000;
  if (dueAtMs <= nowMs) return undefined;
  return {
    ...about(data, profile),
    key: `sms:${data.appointmentId}:${data.version}:reminder`,
    kind: 'reminder',
    text: messageText('reminder', factsOf(data), profile),
    dueAtMs,
  };
}

function about(data: AppointmentChanged, profile: Profile) {
  const { appointmentId, version, callId, contact, startAt } = data;
  const notAfterMs = Date.parse(startAt);
  return {
    callId,
    profile,
    phone: contact.phone,
    appointment: { appointmentId, version },
    notAfterMs,
  };
}

function factsOf({ contact, advisorId, startAt }: AppointmentChanged) {
  return { firstName: contact.firstName, advisorId, atMs: Date.parse(startAt) };
}

const versionSchema = z.object({
  version: z.int(),
  /** Keys of all reminders that were ever planned. */
  reminderKeys: z.array(z.string()),
  /** Whose appointment it is, as far as it was told. */
  contact: appointmentChangedEvent.shape.contact.optional(),
});

/** More changes than this leave the oldest reminders, long withdrawn, behind. */
const maxReminderKeys = 20;

/** Makes this the appointment's latest version, for messages. @returns the keys of reminders of other versions. */
async function takeVersion(
  { store, clock }: { store: DocumentStore; clock: SmsDependencies['clock'] },
  { appointmentId, version, startAt, contact }: AppointmentChanged,
  reminderKey: string | undefined,
): Promise<readonly string[] | 'superseded'> {
  const path = paths.appointmentMessages(hashKey(appointmentId));
  const expireAt = new Date(Math.max(clock.now(), Date.parse(startAt)) + callRetentionMs);
  return store.transact(async (transaction) => {
    const stored = await transaction.get(path);
    const known = stored && versionSchema.parse(stored.data);
    if (known !== undefined && known.version > version) return 'superseded' as const;
    const earlier = (known?.reminderKeys ?? []).filter((key) => key !== reminderKey);
    const all = reminderKey === undefined ? earlier : [...earlier, reminderKey];
    const reminderKeys = all.slice(-maxReminderKeys);
    transaction.write({ type: 'set', path, data: { version, reminderKeys, contact, expireAt } });
    return earlier;
  });
}

/** The latest version that messages are about. */
export async function readLatestVersion(
  store: DocumentStore,
  appointmentId: string,
): Promise<number | undefined> {
  const stored = await store.get(paths.appointmentMessages(hashKey(appointmentId)));
  return stored && versionSchema.parse(stored.data).version;
}

/** Whose appointment it is: the name and record that it was made with, or no more than the number that asks. */
export async function readContact(
  store: DocumentStore,
  { appointmentId, phone }: { appointmentId: string; phone: string },
): Promise<AppointmentChanged['contact']> {
  const stored = await store.get(paths.appointmentMessages(hashKey(appointmentId)));
  const known = stored && versionSchema.parse(stored.data).contact;
  // Made for another number: the tool will refuse, and nothing of that person is passed on.
  if (known?.phone === phone) return known;
  const names = { firstName: null, lastName: null, email: null, record: null, recordId: null };
  return { ...names, phone };
}
