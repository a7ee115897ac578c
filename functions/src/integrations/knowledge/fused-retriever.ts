import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { KnowledgeFindings, KnowledgeRetriever } from './knowledge.ts';

/** Softens the difference between first places; 60 is the usual constant of reciprocal rank fusion (Cormack et al., 2009). */
const rankOffset = 60;

type Passage = KnowledgeFindings['passages'][number];

/**
 * Asks both at once and joins what they find by reciprocal rank: scores of different retrievers cannot be compared, ranks can. A
 * passage that both find comes first. When one fails the other answers alone; both failing is a failure.
 */
export function createFusedRetriever(
  retrievers: readonly [KnowledgeRetriever, KnowledgeRetriever],
  logger: Logger,
): KnowledgeRetriever {
  return {
    async search(question, signal) {
      const outcomes = await Promise.allSettled(
        retrievers.map((retriever) => retriever.search(question, signal)),
      );
      signal.throwIfAborted();
      const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
      const findings = outcomes.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
      const isRelevant = findings.some((each) => each.isRelevant);
      const [failure] = failures;
      if (failure !== undefined) {
        // « I don't know » would be untrue while one of the two could not look.
        if (!isRelevant) throw failure.reason;
        logger.warning('One of two knowledge searches failed; the other answers alone.', {
          error: failure.reason as unknown,
        });
      }
      // What a retriever holds for irrelevant does not push aside what the other knows.
      const trusted = findings.filter((each) => each.isRelevant === isRelevant);
      const passages = fuse(trusted.map((each) => each.passages)).slice(0, question.limit);
      const answer = trusted.find((each) => each.answer !== null)?.answer ?? null;
      return { passages, isRelevant, answer };
    },
  };
}

/** Best first; scores are shares of the best possible, so 0 to 1. */
function fuse(lists: readonly (readonly Passage[])[]): readonly Passage[] {
  const fused = new Map<string, Passage>();
  const best = lists.length / (rankOffset + 1);
  for (const list of lists) {
    list.forEach((passage, rank) => {
      const key = JSON.stringify([passage.documentId, passage.text]);
      const score = (fused.get(key)?.score ?? 0) + 1 / (rankOffset + rank + 1) / best;
      fused.set(key, { ...passage, score: Math.min(1, score) });
    });
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}
