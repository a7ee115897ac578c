import { describe, expect, it } from 'vitest';
import { MessageInvalidError, OperationTimedOutError } from '../errors/callbot-error.ts';
import { CircuitOpenError, createCircuitBreaker, type CircuitBreaker } from './circuit-breaker.ts';
import { VirtualClock } from './virtual-clock.ts';

const down = new OperationTimedOutError('no answer');

function open(): { clock: VirtualClock; breaker: CircuitBreaker; changes: string[] } {
  const clock = new VirtualClock();
  const changes: string[] = [];
  const onChange = (state: string): void => void changes.push(state);
  return { clock, changes, breaker: createCircuitBreaker({ clock, name: 'salesforce', onChange }) };
}

async function fail(breaker: CircuitBreaker, times: number, error: Error = down): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await expect(breaker.run(() => Promise.reject(error))).rejects.toBe(error);
  }
}

const succeed = (breaker: CircuitBreaker): Promise<string> =>
  breaker.run(() => Promise.resolve('ok'));

describe('A circuit breaker', () => {
  it('opens after five failures in a row and then runs nothing', async () => {
    const { breaker } = open();
    await fail(breaker, 5);
    let isRun = false;
    const refused = breaker.run(() => {
      isRun = true;
      return Promise.resolve();
    });
    await expect(refused).rejects.toThrow(CircuitOpenError);
    await expect(refused).rejects.toMatchObject({ retryable: true, retryAfterMs: 60_000 });
    expect(isRun).toBe(false);
  });

  it('stays closed while successes come between', async () => {
    const { breaker } = open();
    await fail(breaker, 4);
    await succeed(breaker);
    await fail(breaker, 4);
    expect(breaker.state).toBe('closed');
  });

  it('does not hold requests that can never succeed against the dependency', async () => {
    const { breaker } = open();
    await fail(breaker, 20, new MessageInvalidError('no such field'));
    expect(breaker.state).toBe('closed');
  });

  it('lets three trials through after a minute and closes after two successes', async () => {
    const { clock, breaker, changes } = open();
    await fail(breaker, 5);
    await clock.advance(59_999);
    await expect(succeed(breaker)).rejects.toThrow(CircuitOpenError);
    await clock.advance(1);
    const trials = Array.from({ length: 3 }, () => Promise.withResolvers<string>());
    const running = trials.map((trial) => breaker.run(() => trial.promise));
    await expect(succeed(breaker)).rejects.toThrow(CircuitOpenError);
    trials.forEach((trial, n) => {
      trial.resolve(`trial ${n}`);
    });
    expect(await Promise.all(running)).toEqual(['trial 0', 'trial 1', 'trial 2']);
    expect(changes).toEqual(['open', 'trying', 'closed']);
    expect(await succeed(breaker)).toBe('ok');
  });

  it('opens again for a minute when a trial fails', async () => {
    const { clock, breaker, changes } = open();
    await fail(breaker, 5);
    await clock.advance(60_000);
    await succeed(breaker);
    await fail(breaker, 1);
    expect(changes).toEqual(['open', 'trying', 'open']);
    await expect(succeed(breaker)).rejects.toThrow(CircuitOpenError);
  });

  it('ignores the end of a call that began before it opened', async () => {
    const { breaker } = open();
    const early = Promise.withResolvers<string>();
    const running = breaker.run(() => early.promise);
    await fail(breaker, 5);
    early.resolve('late');
    expect(await running).toBe('late');
    expect(breaker.state).toBe('open');
  });
});
