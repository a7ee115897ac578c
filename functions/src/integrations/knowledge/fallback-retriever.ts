import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { KnowledgeFindings, KnowledgeQuestion, KnowledgeRetriever } from './knowledge.ts';

/**
 * Asks `first`; when that fails, asks `second`. Should the second have nothing to say either, the failure counts and not the
 * silence: « I don't know » would be untrue.
 */
export function createFallbackRetriever(
  first: KnowledgeRetriever,
  second: KnowledgeRetriever,
  logger: Logger,
): KnowledgeRetriever {
  async function searchSecond(
    question: KnowledgeQuestion,
    signal: AbortSignal,
    error: unknown,
  ): Promise<KnowledgeFindings> {
    if (signal.aborted) throw error;
    logger.warning('The knowledge service failed; the documents are searched instead.', { error });
    const findings = await second.search(question, signal);
    if (!findings.isRelevant) throw error;
    return findings;
  }

  const { answer } = first;
  return {
    async search(question, signal) {
      try {
        return await first.search(question, signal);
      } catch (error) {
        return await searchSecond(question, signal, error);
      }
    },
    ...(answer === undefined
      ? {}
      : {
          async answer(question, signal) {
            try {
              return await answer.call(first, question, signal);
            } catch (error) {
              const findings = await searchSecond(question, signal, error);
              return { findings, text: nothing(), [Symbol.asyncDispose]: () => Promise.resolve() };
            }
          },
        }),
  };
}

async function* nothing(): AsyncGenerator<string, void, undefined> {}
