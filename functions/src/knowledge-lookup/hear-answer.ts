import { OperationTimedOutError } from '@standardiste/shared/errors/callbot-error.ts';
import { createPhraseSplitter } from '@standardiste/shared/french/split-sentences.ts';
import { createFactCheck, type StatedFact } from '@standardiste/shared/french/stated-facts.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { KnowledgeFindings } from '../integrations/knowledge/knowledge.ts';

/** A caller retains no more on the phone. */
const maxSentences = 3;
const wholeSentences = { firstClauseMinLength: 300, clauseMinLength: 300, maxLength: 400 };

/** What of a generated answer can be spoken. */
export interface HeardAnswer {
  readonly sentences: readonly string[];
  /** What the first sentence that was left out states and no passage does. */
  readonly unfounded: readonly StatedFact[];
}

/**
 * Takes the first three sentences of an answer that is being made, or those that are whole when the time is up. A sentence with a
 * price, a date, a duration or a diploma that no passage has ends the answer: it would go on from there.
 */
export async function hearAnswer(
  text: AsyncIterable<string>,
  options: {
    readonly passages: KnowledgeFindings['passages'];
    readonly clock: Clock;
    readonly untilMs: number;
    readonly signal: AbortSignal;
  },
): Promise<HeardAnswer> {
  const { clock, untilMs, signal, passages } = options;
  const missing = createFactCheck(passages.flatMap((passage) => [passage.title, passage.text]));
  const sentences: string[] = [];
  let unfounded: readonly StatedFact[] = [];
  const take = (sentence: string): boolean => {
    unfounded = missing(sentence);
    if (unfounded.length === 0) sentences.push(sentence);
    return unfounded.length === 0 && sentences.length < maxSentences;
  };
  const limit = {
    timeoutMs: Math.max(0, untilMs - clock.now()),
    what: 'The generated answer',
    signal,
  };
  try {
    await withTimeout(clock, limit, (ended) => readSentences(text, ended, take));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof OperationTimedOutError)) throw error;
  }
  return { sentences: [...sentences], unfounded };
}

/** Hands over whole sentences until `take` wants no more. */
async function readSentences(
  text: AsyncIterable<string>,
  signal: AbortSignal,
  take: (sentence: string) => boolean,
): Promise<void> {
  const splitter = createPhraseSplitter(wholeSentences);
  for await (const piece of text) {
    if (signal.aborted) return;
    for (const sentence of splitter.push(piece)) if (!take(sentence)) return;
  }
  for (const sentence of splitter.end()) if (!take(sentence)) return;
}
