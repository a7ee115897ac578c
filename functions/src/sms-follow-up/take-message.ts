import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type {
  EventHandler,
  FollowOnEvent,
  HandlerContext,
  HandlerResult,
} from '../platform/event-handler.ts';
import { decideAnswer } from './decide-answer.ts';
import { readDialogue } from './dialogue.ts';
import type { MessageDocument } from './message-document.ts';
import { dueEvent, nothing } from './plan-message.ts';
import { readProfile } from './read-profile.ts';
import { readWords, type InboundWish } from './read-words.ts';
import { nextAppointmentMs, readRecent } from './recent-messages.ts';
import type { SmsDependencies } from './sms-dependencies.ts';
import { applyOptOut } from './suppressions.ts';
import { performStep } from './perform-step.ts';

type MessageReceived = EventData<'message-received'>;

/**
 * `message-received`: STOP and START count at once, and nothing is answered to them (the provider does). Everything else is answered
 * by the tools that calls use, unless it looks as if a machine writes.
 */
export function createTakeMessage(deps: SmsDependencies): EventHandler<'message-received'> {
  return {
    topic: 'message-received',
    effectKey: ({ data }) => `sms-received:${data.callId}`,
    async handle({ data }, context) {
      const wish = data.optOut ?? readWords(data.body);
      const hash = phoneHash(deps.phoneHashKey, data.from);
      context.logger.info('A message came.', { wish });
      if (wish === 'STOP' || wish === 'START') {
        await applyOptOut(deps.store, hash, { word: wish, at: new Date(data.receivedAt) });
      }
      const recent = await readRecent(deps.store, hash);
      if (wish === 'STOP') return { writes: [], events: withdrawals(recent) };
      // What the provider has understood it has answered.
      if (wish === 'START' || data.optOut !== null || data.profileId === null) return nothing;
      const profile = await readProfile(deps.store, data.profileId);
      return answer(deps, { data, wish, recent, profile, hash }, context);
    },
  };
}

interface Inbound {
  readonly data: MessageReceived;
  readonly wish: Exclude<InboundWish, 'STOP' | 'START'>;
  readonly recent: readonly MessageDocument[];
  readonly profile: Profile;
  readonly hash: string;
}

async function answer(
  deps: SmsDependencies,
  { data, wish, recent, profile, hash }: Inbound,
  { logger }: HandlerContext,
): Promise<HandlerResult> {
  const nowMs = deps.clock.now();
  const { profileId } = profile;
  const dialogue = await readDialogue(deps.store, { profileId, phoneHash: hash, nowMs });
  if (isMachine(data.from, profile) || dialogue.isTooLong) {
    logger.warning('A message is not answered: this could go on for ever.', { wish });
    return nothing;
  }
  const { callId: messageId, from: phone, to: ourPhone, body } = data;
  const askedAt = new Date(data.receivedAt);
  const to = { profileId, messageId, phone, ourPhone, askedAt };
  const nextAtMs = await nextAppointmentMs(deps.store, { recent, nowMs });
  const { standing } = dialogue;
  const step = decideAnswer({ body, wish, standing, nextAtMs, profile, nowMs });
  return performStep(deps, { step, to, dialogue, isMessage: true, recent, profile }, logger);
}

/** A short code, a name, or one of our own numbers. */
function isMachine(from: string, { calledNumbers, sms }: Profile): boolean {
  const isOurs = calledNumbers.includes(from) || sms.sender === from;
  return isOurs || !/^\+[1-9]\d{6,14}$/.test(from);
}

/** After STOP nothing leaves that still waits. */
function withdrawals(recent: readonly MessageDocument[]): readonly FollowOnEvent[] {
  return recent
    .filter(({ state }) => state === 'scheduled' || state === 'waiting' || state === 'due')
    .map((message) => dueEvent(message, 'withdraw'));
}
