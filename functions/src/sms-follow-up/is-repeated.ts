import type { MessageDocument } from './message-document.ts';

/** Two people's worth of patience: two questions may have one answer (« we do not know »), a third time it is a machine. */
const maxTimes = 2;
const sameAnswerMs = 10 * 60_000;

/** Was just this answered to this phone more than once a moment ago? */
export function isRepeated(
  recent: readonly Pick<MessageDocument, 'kind' | 'body' | 'createdAt'>[],
  { body, nowMs }: { body: string; nowMs: number },
): boolean {
  const same = recent.filter(
    (answer) =>
      answer.kind === 'reply' &&
      answer.body === body &&
      answer.createdAt.getTime() > nowMs - sameAnswerMs,
  );
  return same.length >= maxTimes;
}
