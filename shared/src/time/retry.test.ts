import { describe, expect, it } from 'vitest';
import { ConfigInvalidError, VendorFailedError } from '../errors/callbot-error.ts';
import { retry, type RetryOptions } from './retry.ts';
import { VirtualClock } from './virtual-clock.ts';

function failing(retryAfterMs?: number): VendorFailedError {
  return new VendorFailedError('busy', { vendor: 'salesforce', retryable: true, retryAfterMs });
}

/** Runs with errors that come one after the other, then success; returns when each attempt began. */
async function attemptsMs(
  errors: readonly Error[],
  options: Partial<RetryOptions> = {},
): Promise<{ startsMs: number[]; outcome: unknown }> {
  const clock = new VirtualClock(0);
  const startsMs: number[] = [];
  const defaults = { clock, attempts: 5, minDelayMs: 100, maxDelayMs: 1_000, random: () => 1 };
  const work = retry({ ...defaults, ...options }, (attempt) => {
    startsMs.push(clock.now());
    const error = errors[attempt - 1];
    return error === undefined ? Promise.resolve('done') : Promise.reject(error);
  });
  const outcome = await clock.runUntil(work.catch((error: unknown) => error));
  return { startsMs, outcome };
}

describe('retry', () => {
  it('doubles the delay up to its maximum and then succeeds', async () => {
    const errors = [failing(), failing(), failing(), failing()];
    expect(await attemptsMs(errors, { maxDelayMs: 300 })).toEqual({
      startsMs: [0, 100, 300, 600, 900],
      outcome: 'done',
    });
  });

  it('draws each delay from zero to its most', async () => {
    const { startsMs } = await attemptsMs([failing(), failing()], { random: () => 0.25 });
    expect(startsMs).toEqual([0, 25, 75]);
  });

  it('throws the last error after the last attempt', async () => {
    const errors = [failing(), failing(), failing()];
    const { startsMs, outcome } = await attemptsMs(errors, { attempts: 3 });
    expect(startsMs).toHaveLength(3);
    expect(outcome).toBe(errors[2]);
  });

  it.each([
    ['an error that says it is not retryable', new ConfigInvalidError('no')],
    ['a bug', new TypeError('bug')],
  ])('throws %s at once', async (_, error) => {
    expect(await attemptsMs([error])).toEqual({ startsMs: [0], outcome: error });
  });

  it('lets the caller decide what is retryable', async () => {
    const { startsMs } = await attemptsMs([new TypeError('fetch failed')], {
      isRetryable: (error) => error instanceof TypeError,
    });
    expect(startsMs).toHaveLength(2);
  });

  it('waits as long as the error demands', async () => {
    expect((await attemptsMs([failing(700)])).startsMs).toEqual([0, 700]);
  });

  it('gives up when the error demands more than the maximum', async () => {
    const error = failing(1_001);
    expect(await attemptsMs([error])).toEqual({ startsMs: [0], outcome: error });
  });

  it('stops waiting when its signal aborts, with the reason', async () => {
    const clock = new VirtualClock(0);
    const abort = new AbortController();
    const reason = new Error('the call ended');
    clock.schedule(50, () => {
      abort.abort(reason);
    });
    const options = { clock, attempts: 5, minDelayMs: 100, maxDelayMs: 1_000, random: () => 1 };
    const work = retry({ ...options, signal: abort.signal }, () => Promise.reject(failing()));
    await expect(clock.runUntil(work)).rejects.toBe(reason);
    expect(clock.now()).toBe(50);
    expect(clock.armedCount).toBe(0);
  });
});
