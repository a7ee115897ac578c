import { z } from 'zod';

/**
 * How a simulated vendor misbehaves for requests of one operation. Rules are tried in order; the first that matches and is not
 * used up applies.
 */
export const faultRuleSchema = z.strictObject({
  /** The operation's name as the simulator documents it (`events.insert`, `messages.create`, …); `*` is every operation. */
  operation: z.string(),
  /** Skips this many matching requests first. */
  skip: z.int().min(0).default(0),
  /** Applies to this many requests, then the rule is used up. Null: for ever. */
  times: z.int().min(1).nullable().default(1),
  /** Delays the answer. */
  latencyMs: z.number().min(0).default(0),
  /**
   * - `none`: only the latency.
   * - `error`: answers with `status` (and the vendor's own `code`) and changes nothing.
   * - `error-after-commit`: does the work, then answers with the error.
   * - `hang`: never answers. `hang-after-commit`: does the work, then never answers.
   * - `cut`: breaks the connection (a stream: midway).
   */
  kind: z
    .enum(['none', 'error', 'error-after-commit', 'hang', 'hang-after-commit', 'cut'])
    .default('none'),
  /** HTTP or gRPC status of an error. */
  status: z.int().default(503),
  /** The vendor's error code or reason, where it has one. */
  code: z.string().default(''),
});
export type FaultRule = z.infer<typeof faultRuleSchema>;
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

/** The rules that are in force for one simulator. */
export class FaultPlan {
  #rules: { rule: FaultRule; seen: number; used: number }[] = [];

  /** Replaces all rules; counting starts anew. @throws ZodError when a rule is malformed. */
  set(rules: readonly FaultRuleInput[]): void {
    this.#rules = rules.map((rule) => ({ rule: faultRuleSchema.parse(rule), seen: 0, used: 0 }));
  }

  /** The rule for this request, if one applies; asking counts the request. */
  next(operation: string): FaultRule | undefined {
    for (const entry of this.#rules) {
      if (entry.rule.operation !== '*' && entry.rule.operation !== operation) continue;
      entry.seen += 1;
      if (entry.seen <= entry.rule.skip) continue;
      if (entry.rule.times !== null && entry.used >= entry.rule.times) continue;
      entry.used += 1;
      return entry.rule;
    }
    return undefined;
  }
}
