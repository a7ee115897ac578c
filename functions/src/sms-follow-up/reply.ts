import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { z } from 'zod';
import type { HandlerResult } from '../platform/event-handler.ts';
import { isRepeated } from './is-repeated.ts';
import type { MessageDocument } from './message-document.ts';
import { messageText } from './message-text.ts';
import { nothing, planMessage } from './plan-message.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

/** Who wrote, and the number that they wrote to: answers come from there. */
export const correspondentSchema = z.object({
  profileId: z.string(),
  /** Of the message that is answered. */
  messageId: z.string(),
  phone: z.e164(),
  ourPhone: z.string(),
  /** When it came. */
  askedAt: z.date(),
});
export type Correspondent = z.infer<typeof correspondentSchema>;

/** Longer than this nobody reads, and two segments are what an answer may cost. */
const maxSegments = 2;

/** The one answer to a message; none when the same was said a moment ago. */
export function planReply(
  deps: SmsDependencies,
  reply: {
    readonly words: string;
    readonly to: Correspondent;
    readonly profile: Profile;
    readonly recent: readonly MessageDocument[];
  },
  logger: Logger,
): HandlerResult {
  const { to, profile, recent } = reply;
  const text = fit(deps, reply.words, profile);
  const nowMs = deps.clock.now();
  if (isRepeated(recent, { body: deps.toPlainText(text), nowMs })) {
    logger.info('A message is not answered: the same was said a moment ago.');
    return nothing;
  }
  const { messageId: callId, phone, ourPhone: from } = to;
  const key = `sms:${callId}:reply`;
  return planMessage(deps, { key, kind: 'reply', callId, profile, phone, from, text }, logger);
}

/** As many whole sentences as two segments hold; of a longer first one its beginning. */
function fit(deps: SmsDependencies, words: string, profile: Profile): string {
  const textOf = (answer: string): string => messageText('reply', { answer }, profile);
  const fits = (answer: string): boolean =>
    deps.countSegments(deps.toPlainText(textOf(answer))) <= maxSegments;
  for (const answer of shorterAndShorter(words)) if (fits(answer)) return textOf(answer);
  return textOf('');
}

function* shorterAndShorter(words: string): Generator<string> {
  const sentences = words.split(/(?<=[.!?…])\s+/u);
  for (let count = sentences.length; count > 0; count -= 1)
    yield sentences.slice(0, count).join(' ');
  const [first = ''] = sentences;
  const pieces = first.split(/\s+/);
  for (let count = pieces.length - 1; count > 0; count -= 1) {
    yield `${pieces.slice(0, count).join(' ')}…`;
  }
}
