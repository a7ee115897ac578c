/** How long to wait before each further attempt. Short: the caller is speaking, and the audio is kept meanwhile. */
const delaysMs = [0, 100, 400, 1_000] as const;
/** After this long without a failure the budget is full again. */
const forgivenAfterMs = 30_000;

/** Says whether a failed stream may be opened again, and when. Four attempts in a row, not more. */
export class RetryBudget {
  #failureCount = 0;
  #lastFailureMs = Number.NEGATIVE_INFINITY;

  /** Notes a failure at `nowMs`; returns how long to wait before the next attempt, or undefined when there are no more. */
  spend(nowMs: number): number | undefined {
    if (nowMs - this.#lastFailureMs >= forgivenAfterMs) this.#failureCount = 0;
    this.#lastFailureMs = nowMs;
    const delayMs = delaysMs[this.#failureCount];
    this.#failureCount += 1;
    return delayMs;
  }
}
