const windowMs = 24 * 3_600_000;

/** How many requests the org may still send: so many in any 24 hours. */
export class DailyLimit {
  readonly maximum: number;
  readonly #now: () => number;
  #takenMs: number[] = [];

  constructor(now: () => number, maximum: number) {
    this.#now = now;
    this.maximum = maximum;
  }

  get used(): number {
    const since = this.#now() - windowMs;
    this.#takenMs = this.#takenMs.filter((atMs) => atMs > since);
    return this.#takenMs.length;
  }

  /** Counts one request; false when there are none left. */
  take(): boolean {
    if (this.used >= this.maximum) return false;
    this.#takenMs.push(this.#now());
    return true;
  }

  clear(): void {
    this.#takenMs = [];
  }
}
