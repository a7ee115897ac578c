import type { Logger } from '@standardiste/shared/log/logger.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';

const maxAttempts = 5;
const retryDelayMs = 200;
const maxWaitingCount = 200;

/**
 * Writes what a call must remember, in order and behind its back: the conversation never waits for the store. Writes that pile up
 * because the store is slow are bounded; what is dropped is counted.
 */
export class CallJournal {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #tail: Promise<void> = Promise.resolve();
  #waitingCount = 0;
  #droppedCount = 0;

  constructor(options: { clock: Clock; logger: Logger }) {
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Writes that never reached the store. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Runs `write` after those before it, again when it fails for now. It must be safe to run twice. */
  add(write: () => Promise<unknown>): void {
    // What is lost has been counted and told.
    this.store(write).catch(() => undefined);
  }

  /** The same for whoever has to know: gives what `write` gave. @throws JournalFullError, or what `write` threw at last. */
  store<T>(write: () => Promise<T>): Promise<T> {
    if (this.#waitingCount >= maxWaitingCount) {
      this.#droppedCount += 1;
      return Promise.reject(new JournalFullError());
    }
    this.#waitingCount += 1;
    const stored = this.#tail.then(() => this.#run(write));
    this.#tail = stored.then(
      () => undefined,
      () => undefined,
    );
    return stored;
  }

  /** Resolves once everything written so far is stored or given up. */
  flush(): Promise<void> {
    return this.#tail;
  }

  async #run<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await this.#attempt(write);
    } catch (error) {
      this.#droppedCount += 1;
      this.#logger.error('A part of the call could not be stored', { error });
      throw error;
    } finally {
      this.#waitingCount -= 1;
    }
  }

  async #attempt<T>(write: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await write();
      } catch (error) {
        const isRetryable = error instanceof CallbotError && error.retryable;
        if (!isRetryable || attempt >= maxAttempts) throw error;
        await sleep(this.#clock, retryDelayMs * 2 ** attempt);
      }
    }
  }
}

/** Too much waits for the store already. */
export class JournalFullError extends Error {
  override readonly name = 'JournalFullError';
}
