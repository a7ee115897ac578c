import type { ModelUsage } from '../../language-model.ts';
import { costOf } from './price-table.ts';

/** Sums over requests to language models: of a turn, or of a call. */
export interface UsageAccount {
  readonly modelRequests: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** From each question to the end of its answer. */
  readonly modelMs: number;
  /** Of the requests whose price is known. */
  readonly costUsd: number;
  /** Requests that used tokens, at a price that is not known. */
  readonly unpricedRequests: number;
}

export const emptyAccount: UsageAccount = {
  modelRequests: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  modelMs: 0,
  costUsd: 0,
  unpricedRequests: 0,
};

/** The account with one more request. Without usage (`rules`, an answer that was cut) only time and count are known. */
export function addRequest(
  account: UsageAccount,
  request: { readonly usage: ModelUsage | null; readonly durationMs: number },
): UsageAccount {
  const { usage, durationMs } = request;
  const cost = usage === null ? 0 : costOf(usage);
  return {
    modelRequests: account.modelRequests + 1,
    inputTokens: account.inputTokens + (usage?.inputTokens ?? 0),
    cachedInputTokens: account.cachedInputTokens + (usage?.cachedInputTokens ?? 0),
    outputTokens: account.outputTokens + (usage?.outputTokens ?? 0),
    modelMs: account.modelMs + durationMs,
    costUsd: account.costUsd + (cost ?? 0),
    unpricedRequests: account.unpricedRequests + (cost === undefined ? 1 : 0),
  };
}
