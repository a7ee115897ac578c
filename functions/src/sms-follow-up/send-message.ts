import { paths } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { z } from 'zod';
import type { EventHandler, HandlerContext, HandlerResult } from '../platform/event-handler.ts';
import { decideSending, type SendingDecision } from './decide-sending.ts';
import { messageDocumentSchema, type MessageDocument } from './message-document.ts';
import { readLatestVersion } from './plan-appointment-messages.ts';
import { nothing } from './plan-message.ts';
import type { SmsDependencies } from './sms-dependencies.ts';
import { readSuppression, suppressionWrite } from './suppressions.ts';
import { change, type StoredMessage } from './stored-message.ts';
import { undeliveredBecause } from './undelivered-event.ts';
import { takeBackEarlierAttempt, withdrawMessage } from './withdraw-message.ts';

/**
 * `message-due`: gives one planned message to the provider, at once or for its schedule, or takes it back. What the person said
 * and the appointment's latest version are looked at now, not when it was planned.
 */
export function createSendMessage(deps: SmsDependencies): EventHandler<'message-due'> {
  return {
    topic: 'message-due',
    effectKey({ data }) {
      if (data.action === 'withdraw') return `${data.key}:withdraw`;
      return data.round === 1 ? data.key : `${data.key}:${data.round}`;
    },
    async handle({ data }, context) {
      const path = paths.message(hashKey(data.key));
      const stored = await deps.store.get(path);
      if (stored === undefined) {
        context.logger.warning('A message that is due is not stored any more.');
        return nothing;
      }
      const message = messageDocumentSchema.parse(stored.data);
      if (data.action === 'withdraw') return withdrawMessage(deps, { stored, message }, context);
      return sendMessage(deps, { stored, message }, context);
    },
  };
}

async function sendMessage(
  deps: SmsDependencies,
  target: StoredMessage,
  context: HandlerContext,
): Promise<HandlerResult> {
  const { message } = target;
  if (message.state === 'withdrawn') {
    await takeBackEarlierAttempt(deps, message, context);
    return nothing;
  }
  if (message.state !== 'due' && message.state !== 'waiting') return nothing;
  const decision = await decide(deps, message);
  switch (decision.type) {
    case 'skip':
      context.logger.info('No message was sent.', { kind: message.kind, reason: decision.reason });
      await takeBackEarlierAttempt(deps, message, context);
      return {
        ...change(target, { state: 'skipped', reason: decision.reason }),
        // That a reminder is left out was told with the confirmation.
        events: message.kind === 'reminder' ? [] : undeliveredBecause(message, decision.reason),
      };
    case 'defer':
      return defer(target, decision.untilMs);
    case 'send':
      return hand(deps, target, context);
  }
}

async function decide(deps: SmsDependencies, message: MessageDocument): Promise<SendingDecision> {
  const { appointmentId, phoneHash, purpose } = message;
  const [suppression, hasConsent, latestVersion] = await Promise.all([
    readSuppression(deps.store, phoneHash),
    purpose === 'marketing' ? readConsent(deps, phoneHash) : false,
    appointmentId === null ? undefined : readLatestVersion(deps.store, appointmentId),
  ]);
  const nowMs = deps.clock.now();
  return decideSending({ message, nowMs, suppression, hasConsent, latestVersion });
}

async function hand(
  deps: SmsDependencies,
  target: StoredMessage,
  { attempt, logger, signal }: HandlerContext,
): Promise<HandlerResult> {
  const { message } = target;
  const { to, from, body, key, kind, createdAt, dueAt } = message;
  const isAhead = isSchedulable(deps, dueAt.getTime() - deps.clock.now());
  const outcome = await deps.messages.send(
    {
      to,
      from,
      body,
      key,
      mayExist: attempt > 1,
      notBefore: createdAt,
      sendAt: isAhead ? dueAt : undefined,
    },
    signal,
  );
  if (outcome.type === 'sent') {
    const { messageId, isNew } = outcome;
    logger.info('A message was given to the provider.', { kind, messageId, isNew, isAhead });
    return change(target, { state: isAhead ? 'scheduled' : 'sent', messageId });
  }
  const { reason } = outcome;
  logger.warning('A message was refused.', { kind, reason });
  const ended = change(target, { state: 'refused', reason });
  const at = new Date(deps.clock.now());
  return {
    ...ended,
    writes: [...ended.writes, suppressionWrite(message.phoneHash, { reason, at })],
    events: undeliveredBecause(message, reason),
  };
}

function isSchedulable({ messages: { schedule } }: SmsDependencies, aheadMs: number): boolean {
  return schedule !== undefined && aheadMs >= schedule.minMs && aheadMs <= schedule.maxMs;
}

/** It waits for the sweep, as another round of the same message. */
function defer(target: StoredMessage, untilMs: number): HandlerResult {
  const { round } = target.message;
  return change(target, { state: 'waiting', dueAt: new Date(untilMs), round: round + 1 });
}

const consentSchema = z.object({ marketing: z.boolean() });

/** `consents/{phoneHash}`; nothing stored is no consent. */
async function readConsent({ store }: SmsDependencies, phoneHash: string): Promise<boolean> {
  const stored = await store.get(paths.consent(phoneHash));
  return stored !== undefined && consentSchema.parse(stored.data).marketing;
}
