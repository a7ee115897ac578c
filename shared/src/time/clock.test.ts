import { describe, expect, it } from 'vitest';
import { OperationTimedOutError } from '../errors/callbot-error.ts';
import { sleep, withTimeout } from './clock.ts';
import { VirtualClock } from './virtual-clock.ts';

const ended = new Error('the call ended');

describe('sleep', () => {
  it('waits as long as it is told', async () => {
    const clock = new VirtualClock(0);
    await clock.runUntil(sleep(clock, 250));
    expect(clock.now()).toBe(250);
  });

  it('ends at once with the reason when its signal aborts, and leaves no timer', async () => {
    const clock = new VirtualClock(0);
    const abort = new AbortController();
    clock.schedule(10, () => {
      abort.abort(ended);
    });
    await expect(clock.runUntil(sleep(clock, 250, abort.signal))).rejects.toBe(ended);
    expect([clock.now(), clock.armedCount]).toEqual([10, 0]);
  });

  it('does not begin when its signal has aborted already', async () => {
    const clock = new VirtualClock(0);
    await expect(sleep(clock, 250, AbortSignal.abort(ended))).rejects.toBe(ended);
    expect(clock.armedCount).toBe(0);
  });
});

describe('withTimeout', () => {
  const limit = { timeoutMs: 100, what: 'The calendar' };

  it('gives the result and leaves no timer', async () => {
    const clock = new VirtualClock(0);
    const work = withTimeout(clock, limit, async () => {
      await sleep(clock, 99);
      return 'done';
    });
    expect(await clock.runUntil(work)).toBe('done');
    expect(clock.armedCount).toBe(0);
  });

  it('passes an error on as it is', async () => {
    const clock = new VirtualClock(0);
    const work = withTimeout(clock, limit, () => Promise.reject(ended));
    await expect(clock.runUntil(work)).rejects.toBe(ended);
    expect(clock.armedCount).toBe(0);
  });

  it('gives up on work that ignores its signal, and says what took too long', async () => {
    const clock = new VirtualClock(0);
    const work = withTimeout(clock, limit, () => new Promise(() => undefined));
    await expect(clock.runUntil(work)).rejects.toThrow('The calendar took longer than 100 ms');
    expect(clock.now()).toBe(100);
  });

  it('aborts the signal that the work was given', async () => {
    const clock = new VirtualClock(0);
    let reason: unknown;
    const work = withTimeout(clock, limit, async (signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      await sleep(clock, 1_000, signal);
    });
    await expect(clock.runUntil(work)).rejects.toThrow(OperationTimedOutError);
    expect(reason).toBeInstanceOf(OperationTimedOutError);
    expect(clock.armedCount).toBe(0);
  });

  it('ends with the outer reason when the outer signal aborts first', async () => {
    const clock = new VirtualClock(0);
    const abort = new AbortController();
    clock.schedule(10, () => {
      abort.abort(ended);
    });
    const work = withTimeout(
      clock,
      { ...limit, signal: abort.signal },
      () => new Promise(() => undefined),
    );
    await expect(clock.runUntil(work)).rejects.toBe(ended);
    expect([clock.now(), clock.armedCount]).toEqual([10, 0]);
  });
});
