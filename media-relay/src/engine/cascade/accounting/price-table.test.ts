import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { costOf, priceOf, priceTable } from './price-table.ts';

describe('the price of a model', () => {
  it.each([
    ['openai/gpt-5.4-mini', 0.75],
    ['openai/gpt-5.4-mini-2026-03-17', 0.75],
    ['azure-openai/gpt-5.4', 2.5],
    ['gemini/gemini-3-flash-preview', 0.5],
    ['vertex/gemini-3.5-flash', 1.65],
    ['openai/gpt-5.4-pro', undefined],
    ['openai-compatible/mistral-small', undefined],
    ['rules', undefined],
  ])('of %s is %s a million tokens of input', (model, input) => {
    const price = priceOf(model)?.input;
    if (input === undefined) expect(price).toBeUndefined();
    else expect(price).toBeCloseTo(input);
  });

  it('is dated', () => {
    expect(priceTable.readOn).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});

describe('the cost of an answer', () => {
  it('charges what was in the cache at its own price', () => {
    const usage = { inputTokens: 3_000, cachedInputTokens: 2_000, outputTokens: 100 };
    const cost = costOf({ ...usage, model: 'openai/gpt-5.4-mini' });
    expect(cost).toBeCloseTo((1_000 * 0.75 + 2_000 * 0.075 + 100 * 4.5) / 1e6, 9);
  });

  it('is unknown when the price is', () => {
    expect(costOf({ inputTokens: 1, outputTokens: 1, model: 'x/y' })).toBeUndefined();
    expect(costOf({ inputTokens: 1, outputTokens: 1 })).toBeUndefined();
  });
});

describe('docs/models.md', () => {
  const document = new URL('../../../../../docs/models.md', import.meta.url);

  it('tells what a minute costs as the table has it, on the same day', async () => {
    const text = await readFile(document, 'utf8');
    const rows = [...text.matchAll(/^\| `(\S+\/\S+)` \| (\d\S*) \| (\d\S*) \|$/gm)];
    expect(rows.length).toBeGreaterThanOrEqual(6);
    for (const [, model = '', aMinute, aCall] of rows) {
      const cost = costOf({ inputTokens: 8_000, outputTokens: 200, model }) ?? Number.NaN;
      expect([model, aMinute, aCall]).toEqual([model, cost.toFixed(4), (3 * cost).toFixed(4)]);
    }
    expect(text).toContain(`read on ${priceTable.readOn}`);
  });
});
