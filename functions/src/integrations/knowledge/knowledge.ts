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
   * @throws VendorFailedError, CircuitOpenError, StoreUnavailableError; the signal's reason when it aborts.
   */
  search(question: KnowledgeQuestion, signal: AbortSignal): Promise<KnowledgeFindings>;
  /** The same, where an answer is generated and handed over while it is made. Absent: this retriever only finds. Throws as `search`. */
  answer?(question: KnowledgeQuestion, signal: AbortSignal): Promise<GeneratedAnswer>;
}

/** An answer in the making. Disposing of it ends the request; whoever has heard enough need not wait for the rest. */
export interface GeneratedAnswer extends AsyncDisposable {
  /** What the answer stands on; its own `answer` is null. */
  readonly findings: KnowledgeFindings;
  /** The text, piece by piece; ends early when the service breaks off. Iterate once. */
  readonly text: AsyncIterable<string>;
}
