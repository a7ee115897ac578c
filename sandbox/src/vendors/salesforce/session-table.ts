/** The org's sessions: each ends when it was not used for as long as the org's setting says. */
export class SessionTable {
  readonly #sessions = new Map<string, { readonly userId: string; usedMs: number }>();
  readonly #now: () => number;
  readonly #lifeMs: number;

  constructor(now: () => number, lifeMs: number) {
    this.#now = now;
    this.#lifeMs = lifeMs;
  }

  open(sessionId: string, userId: string): void {
    this.#sessions.set(sessionId, { userId, usedMs: this.#now() });
  }

  /** Whose session it is; undefined once it has ended. Using it keeps it alive. */
  use(sessionId: string): string | undefined {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || this.#now() - session.usedMs > this.#lifeMs) return undefined;
    session.usedMs = this.#now();
    return session.userId;
  }

  clear(): void {
    this.#sessions.clear();
  }
}
