import type { Clock } from './clock.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/**
 * A clock for tests: time stands still while anything can run, and jumps to the next timer once nothing is left. Timers due at
 * the same instant fire in the order in which they were made, so a run is repeatable.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  #heap: Timer[] = [];
  readonly #work = new Set<Promise<unknown>>();

  constructor(startMs = Date.UTC(2026, 10, 20, 9, 0, 0)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, fire: () => void): Disposable {
    const timer: Timer = {
      atMs: this.#nowMs + Math.max(0, delayMs),
      order: this.#order++,
      fire,
      cancelled: false,
    };
    push(this.#heap, timer);
    return { [Symbol.dispose]: () => void (timer.cancelled = true) };
  }

  /** How many timers are armed. A test that ends a call expects 0. */
  get armedCount(): number {
    return this.#heap.filter((timer) => !timer.cancelled).length;
  }

  /**
   * Does work that takes real time, such as a request to a simulator; no timer fires meanwhile. Gives back what comes of it.
   * @throws whatever `work` throws.
   */
  async standStill<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#work.add(running);
    try {
      return await running;
    } finally {
      this.#work.delete(running);
    }
  }

  /** Runs timers for `durationMs` of virtual time, letting all other work finish between them. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    while (await this.#step(endMs)) continue;
    this.#nowMs = Math.max(this.#nowMs, endMs);
    await this.#settle();
  }

  /**
   * Runs until `work` settles and returns its result.
   * @throws Error when no timer is left although `work` still waits, or when `limitMs` of virtual time has passed.
   */
  async runUntil<T>(work: Promise<T>, limitMs = 3_600_000): Promise<T> {
    const endMs = this.#nowMs + limitMs;
    let isSettled = false;
    const settled = work.finally(() => void (isSettled = true));
    settled.catch(() => undefined);
    await this.#settle();
    while (!isSettled) {
      if (await this.#step(endMs)) continue;
      await this.#settle();
      if (!isSettled) throw new Error(`Work still waits at ${this.#nowMs} ms and no timer is due`);
    }
    return settled;
  }

  /** Lets every promise that can settle settle, and all work that takes real time end. */
  async #settle(): Promise<void> {
    await turn();
    while (this.#work.size > 0) {
      await Promise.allSettled(this.#work);
      await turn();
    }
  }

  async #step(endMs: number): Promise<boolean> {
    await this.#settle();
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > endMs) return false;
      pop(this.#heap);
      if (next.cancelled) continue;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.fire();
      return true;
    }
  }
}

/** One turn of the event loop, which runs all microtasks first. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Timer;
    if (!isBefore(timer, above)) break;
    heap[index] = above;
    heap[parent] = timer;
    index = parent;
  }
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = left + 1;
    if (left >= heap.length) break;
    const child =
      right < heap.length && isBefore(heap[right] as Timer, heap[left] as Timer) ? right : left;
    if (!isBefore(heap[child] as Timer, last)) break;
    heap[index] = heap[child] as Timer;
    index = child;
  }
  heap[index] = last;
}
