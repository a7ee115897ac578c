import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';
import type { EventHandler, FollowOnEvent, HandlerResult } from '../platform/event-handler.ts';
import { cancelRequest } from './cancel-request.ts';
import { isLoop } from './is-loop.ts';
import { messageDocumentSchema, type MessageDocument } from './message-document.ts';
import { messageText, writePhone } from './message-text.ts';
import { dueEvent, nothing, planMessage } from './plan-message.ts';
import { readLatestVersion } from './plan-appointment-messages.ts';
import { readProfile } from './read-profile.ts';
import { readWords, type InboundWish } from './read-words.ts';
import type { SmsDependencies } from './sms-dependencies.ts';
import { applyOptOut } from './suppressions.ts';

type MessageReceived = EventData<'message-received'>;

/** How far back is looked for what we wrote to this phone. */
const maxRecent = 30;

/**
 * `message-received`: STOP and START count at once, and nothing is answered to them (the provider does). Everything else gets one short
 * answer, unless it looks as if a machine writes.
 */
export function createTakeMessage(deps: SmsDependencies): EventHandler<'message-received'> {
  return {
    topic: 'message-received',
    effectKey: ({ data }) => `sms-received:${data.callId}`,
    async handle({ data }, { logger }) {
      const wish = data.optOut ?? readWords(data.body);
      const hash = phoneHash(deps.phoneHashKey, data.from);
      logger.info('A message came.', { wish });
      if (wish === 'STOP' || wish === 'START') {
        await applyOptOut(deps.store, hash, { word: wish, at: new Date(data.receivedAt) });
      }
      const recent = await readRecent(deps, hash);
      if (wish === 'STOP') return { writes: [], events: withdrawals(recent) };
      // What the provider has understood it has answered.
      if (wish === 'START' || data.optOut !== null || data.profileId === null) return nothing;
      const profile = await readProfile(deps.store, data.profileId);
      return answer(deps, { data, wish, recent, profile, logger });
    },
  };
}

interface Inbound {
  readonly data: MessageReceived;
  readonly wish: InboundWish;
  readonly recent: readonly MessageDocument[];
  readonly profile: Profile;
  readonly logger: Parameters<typeof planMessage>[2];
}

async function answer(deps: SmsDependencies, inbound: Inbound): Promise<HandlerResult> {
  const { data, wish, recent, profile, logger } = inbound;
  const appointment = await nextAppointment(deps, recent);
  if (wish === 'cancel' && appointment !== undefined) {
    const { callId: messageId, from: phone } = data;
    const { appointmentId } = appointment;
    const { profileId } = profile;
    return cancelRequest({ messageId, profileId, phone, appointmentId, nowMs: deps.clock.now() });
  }
  const words = answerTo(wish, appointment, profile);
  const text = messageText('reply', { answer: words }, profile);
  const nowMs = deps.clock.now();
  const isMachine =
    !/^\+[1-9]\d{6,14}$/.test(data.from) || profile.calledNumbers.includes(data.from);
  if (isMachine || isLoop(recent, { body: deps.toPlainText(text), nowMs })) {
    logger.warning('A message is not answered: this could go on for ever.', { wish });
    return nothing;
  }
  const key = `sms:${data.callId}:reply`;
  const intended = {
    key,
    kind: 'reply',
    callId: data.callId,
    profile,
    phone: data.from,
    text,
  } as const;
  return planMessage(deps, intended, logger);
}

/** What is said to each wish; people change appointments by telephone, where they are told what is free. */
function answerTo(
  wish: InboundWish,
  appointment: { readonly atMs: number } | undefined,
  profile: Profile,
): string {
  const phone = writePhone(profile.calledNumbers[0] ?? '');
  const when = appointment && writeDateTime(appointment.atMs, profile.timeZone);
  if (wish === 'yes' && when !== undefined) return `Merci, c'est noté. À ${when}.`;
  if (wish === 'cancel') return `Pour annuler votre rendez-vous${of(when)}, appelez le ${phone}.`;
  if (wish === 'move') return `Pour déplacer votre rendez-vous${of(when)}, appelez le ${phone}.`;
  if (wish === 'yes') return "Merci, c'est noté.";
  return `Merci de votre message. Pour toute question, appelez le ${phone}. Répondez STOP pour ne plus recevoir de SMS.`;
}

function of(when: string | undefined): string {
  return when === undefined ? '' : ` du ${when}`;
}

/** The next appointment that we told this phone of, if it still stands. */
async function nextAppointment(
  { store, clock }: SmsDependencies,
  recent: readonly MessageDocument[],
): Promise<{ readonly appointmentId: string; readonly atMs: number } | undefined> {
  const told = recent
    .filter(({ kind }) => kind === 'booked' || kind === 'moved')
    .filter(({ notAfter }) => notAfter !== null && notAfter.getTime() > clock.now())
    .sort((a, b) => (a.notAfter?.getTime() ?? 0) - (b.notAfter?.getTime() ?? 0));
  for (const { appointmentId, version, notAfter } of told) {
    if (appointmentId === null || notAfter === null) continue;
    const latest = await readLatestVersion(store, appointmentId);
    if (latest === version) return { appointmentId, atMs: notAfter.getTime() };
  }
  return undefined;
}

async function readRecent(
  { store }: SmsDependencies,
  hash: string,
): Promise<readonly MessageDocument[]> {
  const found = await store.query({
    collection: 'messages',
    where: [{ field: 'phoneHash', operator: '==', value: hash }],
    orderBy: [{ field: 'createdAt', direction: 'desc' }],
    limit: maxRecent,
  });
  return found.map(({ data }) => messageDocumentSchema.parse(data));
}

/** After STOP nothing leaves that still waits. */
function withdrawals(recent: readonly MessageDocument[]): readonly FollowOnEvent[] {
  return recent
    .filter(({ state }) => state === 'scheduled' || state === 'waiting' || state === 'due')
    .map((message) => dueEvent(message, 'withdraw'));
}
