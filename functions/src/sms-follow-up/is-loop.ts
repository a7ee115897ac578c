import type { MessageDocument } from './message-document.ts';

/** Answers to one phone within the window, after which nothing is answered any more. */
const maxAnswers = 4;
const windowMs = 3_600_000;

/** The same answer is not given again so soon. */
const sameAnswerMs = 10 * 60_000;

/** Would one more answer to this phone keep two machines talking? */
export function isLoop(
  recent: readonly Pick<MessageDocument, 'kind' | 'body' | 'createdAt'>[],
  { body, nowMs }: { body: string; nowMs: number },
): boolean {
  const answers = recent.filter(({ kind }) => kind === 'reply');
  const within = (ms: number) =>
    answers.filter(({ createdAt }) => createdAt.getTime() > nowMs - ms);
  if (within(windowMs).length >= maxAnswers) return true;
  return within(sameAnswerMs).some((answer) => answer.body === body);
}
