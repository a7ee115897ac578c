import { describe, expect, it } from 'vitest';
import { AsyncQueue } from './async-queue.ts';

async function readAll<T>(queue: AsyncQueue<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

describe('AsyncQueue', () => {
  it('gives items in order, those pushed before and those pushed while somebody waits', async () => {
    const queue = new AsyncQueue<number>();
    queue.push(1);
    const reading = readAll(queue);
    await Promise.resolve();
    queue.push(2);
    await Promise.resolve();
    queue.push(3);
    queue.push(4);
    queue.end();
    expect(await reading).toEqual([1, 2, 3, 4]);
  });

  it('drops the oldest when it is full, and counts it', async () => {
    const queue = new AsyncQueue<number>({ maxItems: 2 });
    for (const item of [1, 2, 3, 4]) queue.push(item);
    queue.end();
    expect(await readAll(queue)).toEqual([3, 4]);
    expect(queue.droppedCount).toBe(2);
  });

  it('wakes a reader that waits when it ends, and ending twice is harmless', async () => {
    const queue = new AsyncQueue<number>();
    const reading = readAll(queue);
    await Promise.resolve();
    queue.end();
    queue.end();
    expect(await reading).toEqual([]);
  });

  it('ignores what is pushed after its end', async () => {
    const queue = new AsyncQueue<number>();
    queue.end();
    queue.push(1);
    expect(await readAll(queue)).toEqual([]);
    expect(queue.droppedCount).toBe(0);
  });

  it('goes on where a reader left off', async () => {
    const queue = new AsyncQueue<number>();
    for (const item of [1, 2, 3]) queue.push(item);
    for await (const item of queue) {
      if (item === 1) break;
    }
    queue.end();
    expect(await readAll(queue)).toEqual([2, 3]);
  });
});
