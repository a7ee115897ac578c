import type { RemoteToolResult } from '@standardiste/shared/contracts/tools.ts';

export interface KnowledgeQuestion {
  readonly profileId: string;
  /** As the caller said it. */
  readonly question: string;
  /** At most this many passages, 1 to 5. */
  readonly limit: number;
}

/** Passages best first; `isRelevant` is false when none of them is about the question. */
export type KnowledgeFindings = RemoteToolResult<'knowledge.search'>;

/** Finds what a profile's documents say about a question. */
export interface KnowledgeRetriever {
  /**
   * Searches. Finding nothing is an answer; not being able to look is not.
   * @throws VendorFailedError, StoreUnavailableError; the signal's reason when it aborts.
   */
  search(question: KnowledgeQuestion, signal: AbortSignal): Promise<KnowledgeFindings>;
}
