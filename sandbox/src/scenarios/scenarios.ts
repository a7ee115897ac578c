import { anonymous } from './anonymous.ts';
import { book } from './book.ts';
import { dictate } from './dictate.ts';
import { followUpQuestion } from './follow-up-question.ts';
import { noSlot } from './no-slot.ts';
import { particularWish } from './particular-wish.ts';
import { question } from './question.ts';
import type { ScenarioFactory } from './scenario.ts';
import { sms } from './sms.ts';
import { unknownQuestion } from './unknown-question.ts';
import { unknown } from './unknown.ts';

/** Every scenario by its name on the command line. */
export const scenarios = {
  book,
  question,
  'follow-up-question': followUpQuestion,
  'unknown-question': unknownQuestion,
  unknown,
  anonymous,
  'no-slot': noSlot,
  dictate,
  'particular-wish': particularWish,
  sms,
} as const satisfies Record<string, ScenarioFactory>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];
