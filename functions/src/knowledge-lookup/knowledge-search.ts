import type {
  RemoteToolArguments,
  RemoteToolResult,
} from '@standardiste/shared/contracts/tools.ts';
import { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { KnowledgeRetriever } from '../integrations/knowledge/knowledge.ts';
import type { ToolContext } from '../platform/event-handler.ts';
import { hearAnswer } from './hear-answer.ts';

type Arguments = RemoteToolArguments<'knowledge.search'>;
type Result = RemoteToolResult<'knowledge.search'>;

/** For the result's way back to the caller's relay. */
const wayBackMs = 250;
const unavailable: Result = { passages: [], isRelevant: false, answer: null, isUnavailable: true };

/**
 * The business of the tool `knowledge.search`: passages of the profile's documents, and an honest no when none is relevant. What
 * cannot be looked up in time is told at once: the caller is on the line, and nothing comes of trying again later.
 */
export function createKnowledgeSearch(options: {
  readonly retriever: KnowledgeRetriever;
  readonly clock: Clock;
}) {
  return {
    tool: 'knowledge.search' as const,
    /** A search changes nothing: every request is an effect of its own. */
    effectKey(
      _values: Arguments,
      request: { readonly callId: string; readonly toolCallId: string },
    ) {
      return `knowledge:${request.callId}:${request.toolCallId}`;
    },
    async run(values: Arguments, context: ToolContext): Promise<{ result: Result }> {
      const { signal, logger } = context;
      try {
        const result = await find(options, values, context);
        const { isRelevant, passages, answer } = result;
        const [best] = passages;
        logger.info('The documents were searched.', {
          isRelevant,
          passageCount: passages.length,
          // By which a threshold is set: what was taken for relevant, and what was not.
          bestScore: best === undefined ? null : Math.round(best.score * 1_000) / 1_000,
          isGenerated: answer !== null,
        });
        return { result };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof CallbotError)) throw error;
        logger.warning('The documents could not be searched; the caller is told so.', { error });
        return { result: unavailable };
      }
    },
  };
}

async function find(
  { retriever, clock }: { readonly retriever: KnowledgeRetriever; readonly clock: Clock },
  { question, limit }: Arguments,
  { profileId, notAfterMs, signal, logger }: ToolContext,
): Promise<Result> {
  const asked = { profileId, question, limit };
  const untilMs = notAfterMs - wayBackMs;
  const timeLimit = {
    timeoutMs: Math.max(0, untilMs - clock.now()),
    what: 'The search of the documents',
    signal,
  };
  if (retriever.answer === undefined) {
    return withTimeout(clock, timeLimit, (ended) => retriever.search(asked, ended));
  }
  const answer = retriever.answer.bind(retriever);
  await using generated = await withTimeout(clock, timeLimit, (ended) => answer(asked, ended));
  const { findings, text } = generated;
  if (!findings.isRelevant) return findings;
  const heard = await hearAnswer(text, { clock, untilMs, signal, passages: findings.passages });
  if (heard.unfounded.length > 0) {
    logger.warning('A generated answer said what no passage tells, and was cut there.', {
      unfounded: heard.unfounded.map(({ kind }) => kind),
    });
  }
  return { ...findings, answer: heard.sentences.join(' ') || null };
}
