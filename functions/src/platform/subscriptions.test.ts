import {
  functionDefinitions,
  type FunctionDefinition,
} from '@standardiste/shared/contracts/subscriptions.ts';
import { describe, expect, it } from 'vitest';

/** Pub/Sub doubles the wait from the minimum to the maximum; one wait lies between two attempts. */
function totalBackoffMs({
  minBackoffMs,
  maxBackoffMs,
  maxDeliveryAttempts,
}: FunctionDefinition): number {
  const waits = Array.from({ length: maxDeliveryAttempts - 1 }, (_, index) =>
    Math.min(maxBackoffMs, minBackoffMs * 2 ** index),
  );
  return waits.reduce((sum, wait) => sum + wait, 0);
}

describe.each(functionDefinitions)(
  'the subscriptions of $name',
  (definition: FunctionDefinition) => {
    it('cannot use up their attempts while a crashed attempt still holds its lease', () => {
      expect(totalBackoffMs(definition)).toBeGreaterThan(2 * definition.leaseMs);
      expect(definition.maxDeliveryAttempts).toBeGreaterThanOrEqual(10);
      expect(definition.maxDeliveryAttempts).toBeLessThanOrEqual(100);
    });

    it('do not redeliver an event while its first attempt may still work', () => {
      expect(definition.leaseMs).toBeLessThanOrEqual(definition.ackDeadlineMs);
      expect(definition.ackDeadlineMs).toBeGreaterThanOrEqual(10_000);
      expect(definition.ackDeadlineMs).toBeLessThanOrEqual(600_000);
      expect(definition.maxBackoffMs).toBeLessThanOrEqual(600_000);
    });

    it('name every topic once, so that a subscription is known by function and topic', () => {
      const names = definition.subscriptions.map(({ topic }) => topic);
      expect(new Set(names).size).toBe(names.length);
    });
  },
);
