/**
 * A bounded queue that one consumer reads with `for await`. When it is full the oldest item is dropped and counted, which suits
 * audio; size it so that control events never fill it.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #maxItems: number;
  #wake: (() => void) | undefined;
  #isEnded = false;
  #droppedCount = 0;

  constructor(options: { maxItems?: number } = {}) {
    this.#maxItems = options.maxItems ?? Number.POSITIVE_INFINITY;
  }

  /** How many items were dropped because the consumer was slow. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Adds an item; ignored once the queue has ended. */
  push(item: T): void {
    if (this.#isEnded) return;
    if (this.#items.length >= this.#maxItems) {
      this.#items.shift();
      this.#droppedCount += 1;
    }
    this.#items.push(item);
    this.#wake?.();
  }

  /** Ends the iteration after the items already queued. Calling it twice is harmless. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift() as T;
      if (this.#isEnded) return;
      await new Promise<void>((resolve) => void (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}
