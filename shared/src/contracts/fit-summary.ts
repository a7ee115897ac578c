import { callSummarySchema, type CallSummary } from './events.ts';
import { splitPhrases } from '../french/split-sentences.ts';
import { cutText } from '../french/cut-text.ts';

/** A summary whose texts are as long, and numbers as large, as somebody liked. */
export type RoughSummary = Omit<CallSummary, 'openQuestions'> & {
  readonly openQuestions: readonly string[];
};

/** Whole sentences only: no commas as ends of phrases. */
const sentences = { firstClauseMinLength: 10_000, clauseMinLength: 10_000, maxLength: 10_000 };

/** Brings a summary within its limits: two sentences, whole numbers, five questions. Undefined when nothing is left of it. */
export function fitSummary(rough: RoughSummary): CallSummary | undefined {
  const nextStep = clean(rough.nextStep ?? '', 200);
  const fitted = {
    summary: clean(splitPhrases(clean(rough.summary, 5_000), sentences).slice(0, 2).join(' '), 600),
    nextStep: nextStep === '' ? null : nextStep,
    sentiment: rough.sentiment,
    leadScore: Math.round(Math.min(100, Math.max(0, rough.leadScore))),
    openQuestions: rough.openQuestions
      .map((question) => clean(question, 200))
      .filter((question) => question !== '')
      .slice(0, 5),
  };
  return callSummarySchema.safeParse(fitted).data;
}

function clean(text: string, maxLength: number): string {
  return cutText(text.replace(/\s+/g, ' ').trim(), maxLength);
}
