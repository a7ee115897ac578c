import { expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

it('allows four attempts in a row, each after a longer wait, and no more', () => {
  const budget = new RetryBudget();
  const delays = [0, 10, 200, 700, 2_000, 3_000].map((nowMs) => budget.spend(nowMs));
  expect(delays).toEqual([0, 100, 400, 1_000, undefined, undefined]);
});

it('is full again after 30 s without a failure', () => {
  const budget = new RetryBudget();
  for (let attempt = 0; attempt < 5; attempt += 1) budget.spend(attempt);
  expect(budget.spend(29_000)).toBeUndefined();
  expect(budget.spend(59_000)).toBe(0);
});
