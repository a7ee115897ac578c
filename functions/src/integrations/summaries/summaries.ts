import type { CallOutcome, CallSummary } from '@standardiste/shared/contracts/events.ts';

/** What is known of a call that is over. */
export interface CallToSummarise {
  readonly companyName: string;
  readonly outcome: CallOutcome;
  /** Whole seconds. */
  readonly durationSeconds: number;
  /** « Camille Exemple »; null when nobody knows. */
  readonly callerName: string | null;
  /** « mardi 24 novembre à 14 h 30 avec Sophie »; null without one. */
  readonly appointment: string | null;
  /** In order. */
  readonly turns: readonly SummaryTurn[];
}

export interface SummaryTurn {
  readonly role: 'caller' | 'agent';
  /** Caller: what was recognised. Agent: what was heard of it. */
  readonly text: string;
}

/** Something that can read a call and say what it was about. */
export interface CallSummariser {
  /**
   * Within its own time limit.
   * @throws VendorFailedError when the vendor failed or answered something else than a summary; the signal's reason when it aborts.
   */
  summarise(call: CallToSummarise, signal: AbortSignal): Promise<CallSummary>;
}
