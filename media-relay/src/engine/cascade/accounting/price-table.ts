import type { ModelUsage } from '../../language-model.ts';

/** US dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  /** Input that the vendor had in its cache. */
  readonly cachedInput: number;
  readonly output: number;
}

/**
 * What text models cost: list prices for prompts of ordinary length, before tax and discounts. Read on 21 November 2026 in the
 * vendors' pages where they could be found, else in third-party lists (marked); check them before you budget. The only place
 * where prices stand.
 */
export const priceTable = {
  readOn: '2026-11-21',
  currency: 'USD',
  models: {
    'gemini-3.5-flash': { input: 1.5, cachedInput: 0.15, output: 9 }, // third-party, May 2026
    'gemini-3.1-flash-lite': { input: 0.25, cachedInput: 0.025, output: 1.5 }, // third-party
    'gemini-3.1-pro': { input: 2, cachedInput: 0.2, output: 12 }, // third-party
    'gemini-3-flash': { input: 0.5, cachedInput: 0.05, output: 3 }, // ai.google.dev, July 2026
    'gpt-5.4': { input: 2.5, cachedInput: 0.25, output: 15 }, // third-party
    'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5 }, // openai.com, March 2026
    'gpt-5.4-nano': { input: 0.2, cachedInput: 0.02, output: 1.25 }, // openai.com, March 2026
    'claude-haiku-5-5': { input: 0.1, cachedInput: 0.01, output: 0.5 }, // platform.claude.com; up to 100,000 tokens
    'claude-sonnet-5-5': { input: 2, cachedInput: 0.1, output: 10 }, // platform.claude.com
    'claude-opus-5-5': { input: 4, cachedInput: 0.4, output: 20 }, // platform.claude.com, cache unverified
    'claude-haiku-4-5': { input: 1, cachedInput: 0.1, output: 5 }, // third-party
  },
  /** Vertex charges a tenth more outside `global`; third-party, unverified. */
  surcharge: { vertex: 1.1 },
} as const satisfies {
  readonly readOn: string;
  readonly currency: string;
  readonly models: Readonly<Record<string, ModelPrice>>;
  readonly surcharge: Readonly<Record<string, number>>;
};

/**
 * The price of a model as usage names it (`vertex/gemini-3.5-flash`), dated and preview versions included. Undefined when the
 * table does not have it: a local model, a deployment with a name of its own.
 */
export function priceOf(model: string): ModelPrice | undefined {
  const [provider = '', id = ''] = model.split(/\/(.*)/);
  const prices: Readonly<Record<string, ModelPrice>> = priceTable.models;
  const family = Object.keys(prices)
    .filter((name) => id === name || new RegExp(`^-(\\d|preview|latest)`).test(after(name, id)))
    .sort((a, b) => b.length - a.length)[0];
  const price = family === undefined ? undefined : prices[family];
  if (price === undefined) return undefined;
  const factor = (priceTable.surcharge as Readonly<Record<string, number>>)[provider] ?? 1;
  return {
    input: price.input * factor,
    cachedInput: price.cachedInput * factor,
    output: price.output * factor,
  };
}

function after(name: string, id: string): string {
  return id.startsWith(name) ? id.slice(name.length) : '';
}

/** What one answer cost in US dollars; undefined when its price is not known. */
export function costOf(usage: ModelUsage): number | undefined {
  const price = usage.model === undefined ? undefined : priceOf(usage.model);
  if (price === undefined) return undefined;
  const cached = usage.cachedInputTokens ?? 0;
  const input = (usage.inputTokens - cached) * price.input + cached * price.cachedInput;
  return (input + usage.outputTokens * price.output) / 1_000_000;
}
