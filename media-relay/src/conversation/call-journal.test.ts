import { StoreUnavailableError } from '@standardiste/shared/cloud/document-store.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { CallJournal } from './call-journal.ts';

function open() {
  const clock = new VirtualClock();
  const logger = createMemoryLogger();
  return { clock, logger, journal: new CallJournal({ clock, logger }) };
}

describe('the call journal', () => {
  it('writes in order, one after the other, and nobody waits', async () => {
    const { clock, journal } = open();
    const written: number[] = [];
    for (const n of [1, 2, 3]) {
      journal.add(async () => {
        await new Promise<void>((resolve) => void clock.schedule(50 - 10 * n, resolve));
        written.push(n);
      });
    }
    expect(written).toEqual([]);
    await clock.runUntil(journal.flush());
    expect(written).toEqual([1, 2, 3]);
  });

  it('tries again while the store is down, and keeps the order', async () => {
    const { clock, journal } = open();
    const written: string[] = [];
    let failures = 3;
    journal.add(() => {
      if (failures-- > 0) return Promise.reject(new StoreUnavailableError('down'));
      return Promise.resolve(written.push('first'));
    });
    journal.add(() => Promise.resolve(written.push('second')));
    await clock.runUntil(journal.flush());
    expect(written).toEqual(['first', 'second']);
    expect(journal.droppedCount).toBe(0);
  });

  it('gives up on one write, says so, and goes on with the next', async () => {
    const { clock, journal, logger } = open();
    const written: string[] = [];
    journal.add(() => Promise.reject(new StoreUnavailableError('down')));
    journal.add(() => Promise.reject(new TypeError('a bug')));
    journal.add(() => Promise.resolve(written.push('third')));
    await clock.runUntil(journal.flush());
    expect(written).toEqual(['third']);
    expect(journal.droppedCount).toBe(2);
    expect(logger.entries.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  it('keeps no more than it can hold while the store hangs, and counts the rest', () => {
    const { journal } = open();
    for (let n = 0; n < 500; n += 1) journal.add(() => new Promise(() => undefined));
    expect(journal.droppedCount).toBe(300);
  });

  it('tells who has to know that a write is stored, or why it is not', async () => {
    const { clock, journal } = open();
    let isDown = true;
    const write = () =>
      isDown ? Promise.reject(new StoreUnavailableError('down')) : Promise.resolve('stored');
    const failed = expect(journal.store(write)).rejects.toThrow('down');
    await clock.runUntil(journal.flush());
    await failed;
    isDown = false;
    const stored = journal.store(write);
    await clock.runUntil(journal.flush());
    expect(await stored).toBe('stored');
    expect(journal.droppedCount).toBe(1);
  });
});
