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

  /** Runs timers for `durationMs` of virtual time, letting all other work finish between them. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    while (await this.#step(endMs)) continue;
    this.#nowMs = Math.max(this.#nowMs, endMs);
    await settle();
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
    await settle();
    while (!isSettled) {
      if (await this.#step(endMs)) continue;
      await settle();
      if (!isSettled) throw new Error(`Work still waits at ${this.#nowMs} ms and no timer is due`);
    }
    return settled;
  }

  async #step(endMs: number): Promise<boolean> {
    await settle();
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

/** Lets every promise that can settle settle: one turn of the event loop runs all microtasks first. */
function settle(): Promise<void> {
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
