import type { HandlerContext, HandlerResult } from '../platform/event-handler.ts';
import type { MessageDocument } from './message-document.ts';
import { nothing } from './plan-message.ts';
import type { SmsDependencies } from './sms-dependencies.ts';
import { change, type StoredMessage } from './stored-message.ts';

/** Takes back a message that waits, here or in the provider's schedule. What was sent stays sent. */
export async function withdrawMessage(
  { messages }: SmsDependencies,
  target: StoredMessage,
  { logger, signal }: HandlerContext,
): Promise<HandlerResult> {
  const { state, messageId, kind } = target.message;
  if (state === 'due' || state === 'waiting') return change(target, { state: 'withdrawn' });
  if (state !== 'scheduled' || messageId === null) return nothing;
  const outcome = await messages.cancel(messageId, signal);
  logger.info('A scheduled message was taken back.', { kind, messageId, outcome });
  return change(target, { state: outcome === 'cancelled' ? 'withdrawn' : 'sent' });
}

/** An attempt whose answer was lost may have put the message into the provider's schedule before it was taken back here. */
export async function takeBackEarlierAttempt(
  { messages }: SmsDependencies,
  { to, from, body, key, createdAt }: MessageDocument,
  { attempt, logger, signal }: HandlerContext,
): Promise<void> {
  if (attempt === 1) return;
  const sought = { to, from, body, key, mayExist: true, notBefore: createdAt };
  const messageId = await messages.find(sought, signal);
  if (messageId === undefined) return;
  const outcome = await messages.cancel(messageId, signal);
  logger.info('A message of an earlier attempt was taken back.', { messageId, outcome });
}
