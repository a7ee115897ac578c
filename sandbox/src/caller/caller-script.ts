import { z } from 'zod';

/**
 * One thing the caller does, and on what. Rules are tried in order; the first that applies and is not used up is played. A rule
 * applies when what the callbot has said since the caller last spoke matches `when`, and the callbot has been silent for
 * `silentForMs`; or, with `interruptAfterMs`, that long after the match, whether or not the callbot still speaks.
 */
export const callerRuleSchema = z
  .strictObject({
    /** Names the rule in results and errors; its `when` otherwise. */
    name: z.string().optional(),
    /** Source of a regular expression, tried without regard to case. Empty matches always: the caller speaks first. */
    when: z.string(),
    silentForMs: z.number().min(0).default(500),
    interruptAfterMs: z.number().min(0).optional(),
    /**
     * Paraphrases, one of which is said (seeded). `…` inside is a pause of 600 ms, `[1500]` one of 1,500 ms; the utterance goes
     * on after it.
     */
    say: z.array(z.string().min(1)).min(1).optional(),
    /** Keys pressed, after what is said. */
    digits: z
      .string()
      .regex(/^[0-9*#]+$/)
      .optional(),
    /** Hangs up, after what is said. */
    hangUp: z.boolean().default(false),
    /** How often it may be played. */
    times: z.int().min(1).default(1),
    /** An optional rule may stay unplayed. */
    optional: z.boolean().default(false),
  })
  .refine((rule) => rule.say !== undefined || rule.digits !== undefined || rule.hangUp, {
    error: 'a rule says something, presses keys or hangs up',
  });

/** A caller as data. */
export const callerScriptSchema = z.strictObject({
  rules: z.array(callerRuleSchema).min(1).max(200),
  /** The caller gives up when nothing applies for so long. Longer than any silence that the script wants to provoke. */
  patienceMs: z.number().positive().default(25_000),
  /** The caller gives up when the call takes longer. */
  maxCallMs: z.number().positive().default(300_000),
});

export type CallerRule = z.output<typeof callerRuleSchema>;
export type CallerScript = z.output<typeof callerScriptSchema>;
/** A script as it is written, with defaults left out. */
export type CallerScriptInput = z.input<typeof callerScriptSchema>;

/** A part of an utterance: words, or a pause between them. */
export type UtterancePart =
  | { readonly type: 'words'; readonly text: string }
  | { readonly type: 'pause'; readonly durationMs: number };

/** Splits an utterance at its pauses: `…` is 600 ms, `[1500]` is 1,500 ms. */
export function parseUtterance(utterance: string): readonly UtterancePart[] {
  return utterance.split(/(…|\[\d{1,5}\])/).flatMap((piece): UtterancePart[] => {
    if (piece === '…') return [{ type: 'pause', durationMs: 600 }];
    const pause = /^\[(\d+)\]$/.exec(piece);
    if (pause !== null) return [{ type: 'pause', durationMs: Number(pause[1]) }];
    const text = piece.trim();
    return text === '' ? [] : [{ type: 'words', text }];
  });
}
