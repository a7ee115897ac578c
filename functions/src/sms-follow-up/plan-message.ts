import type { DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import { callRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { MessageKind } from '@standardiste/shared/contracts/message-events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { FollowOnEvent, HandlerResult } from '../platform/event-handler.ts';
import { mayBeMobile } from '@standardiste/shared/contracts/may-be-mobile.ts';
import { isSwitchedOn } from './is-switched-on.ts';
import { toDocumentData, type MessageDocument } from './message-document.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

/** A message that somebody is to get. */
export interface IntendedMessage {
  readonly key: string;
  readonly kind: MessageKind;
  readonly purpose?: MessageDocument['purpose'];
  readonly callId: string;
  readonly profile: Profile;
  readonly phone: string | null;
  /** Default: the profile's sender. Answers come from the number that was written to. */
  readonly from?: string;
  readonly text: string;
  readonly appointment?: { readonly appointmentId: string; readonly version: number };
  /** Default: now. */
  readonly dueAtMs?: number;
  readonly notAfterMs?: number;
}

/** Nothing is stored and nothing follows. */
export const nothing: HandlerResult = { writes: [], events: [] };

/** Longer than this is dear, and some phones show it in pieces. */
const maxUsualSegments = 2;

/**
 * The plan of one message: its document, and the event that has it sent; a message whose time is beyond the provider's schedule
 * waits for the sweep instead. Nothing, with a line in the log, when the profile or the number speak against it.
 */
export function planMessage(
  deps: SmsDependencies,
  intended: IntendedMessage,
  logger: Logger,
): HandlerResult {
  const { kind, phone, profile, key } = intended;
  const reason = refuse(intended);
  if (phone === null || reason !== undefined) {
    logger.info('No message is planned.', { kind, reason });
    return nothing;
  }
  const body = deps.toPlainText(intended.text);
  const segments = deps.countSegments(body);
  if (segments > maxUsualSegments) {
    logger.warning('A message is longer than two segments: its template should be shorter.', {
      kind,
      segments,
      profileId: profile.profileId,
    });
  }
  const message = documentOf(deps, { ...intended, phone, text: body });
  const events = message.state === 'due' ? [dueEvent(message, 'send')] : [];
  return { writes: [createWrite(message, key)], events };
}

/** The event that has a planned message sent, or taken back. */
export function dueEvent(
  message: Pick<MessageDocument, 'callId' | 'profileId' | 'key' | 'round'>,
  action: 'send' | 'withdraw',
): FollowOnEvent {
  const { callId, profileId, key, round } = message;
  return {
    topic: 'message-due',
    eventId: `${key}:${action}:${round}`,
    callId,
    data: { callId, profileId, key, action, round },
  };
}

function refuse({ kind, phone, profile }: IntendedMessage): string | undefined {
  if (!isSwitchedOn(kind, profile)) return 'switched-off';
  if (phone === null) return 'no-phone';
  return mayBeMobile(phone) ? undefined : 'not-mobile';
}

function documentOf(
  deps: SmsDependencies,
  intended: IntendedMessage & { readonly phone: string },
): MessageDocument {
  const nowMs = deps.clock.now();
  const { profile, phone, appointment, dueAtMs = nowMs, notAfterMs } = intended;
  return {
    key: intended.key,
    kind: intended.kind,
    purpose: intended.purpose ?? 'transactional',
    callId: intended.callId,
    profileId: profile.profileId,
    to: phone,
    from: intended.from ?? profile.sms.sender,
    phoneHash: phoneHash(deps.phoneHashKey, phone),
    body: intended.text,
    timeZone: profile.timeZone,
    appointmentId: appointment?.appointmentId ?? null,
    version: appointment?.version ?? null,
    state: isWithinReach(deps, dueAtMs - nowMs) ? 'due' : 'waiting',
    reason: null,
    dueAt: new Date(dueAtMs),
    notAfter: notAfterMs === undefined ? null : new Date(notAfterMs),
    round: 1,
    messageId: null,
    createdAt: new Date(nowMs),
    expireAt: new Date(Math.max(nowMs, dueAtMs) + callRetentionMs),
  };
}

/** The event may take minutes; what is due within the margin is not worth the provider's schedule, and waits for the sweep. */
const eventMarginMs = 10 * 60_000;

function isWithinReach({ messages: { schedule } }: SmsDependencies, aheadMs: number): boolean {
  if (aheadMs <= 0) return true;
  if (schedule === undefined) return false;
  return aheadMs >= schedule.minMs + eventMarginMs && aheadMs <= schedule.maxMs;
}

function createWrite(message: MessageDocument, key: string): DocumentWrite {
  return { type: 'set', path: paths.message(hashKey(key)), data: toDocumentData(message) };
}
