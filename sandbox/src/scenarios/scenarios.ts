import { anonymous } from './anonymous.ts';
import { book } from './book.ts';
import { cutOff } from './cut-off.ts';
import { cancel } from './cancel.ts';
import { dictate } from './dictate.ts';
import { followUpQuestion } from './follow-up-question.ts';
import { link } from './link.ts';
import { move } from './move.ts';
import { noSlot } from './no-slot.ts';
import { particularWish } from './particular-wish.ts';
import { question } from './question.ts';
import { ragDown } from './rag-down.ts';
import { ragSlow } from './rag-slow.ts';
import type { Scenario, ScenarioFactory } from './scenario.ts';
import { sms } from './sms.ts';
import { nobodyThere, transfer } from './transfer.ts';
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
  move,
  cancel,
  transfer,
  'nobody-there': nobodyThere,
  dictate,
  'particular-wish': particularWish,
  sms,
  link,
  'cut-off': cutOff,
  'rag-down': ragDown,
  'rag-slow': ragSlow,
} as const satisfies Record<string, ScenarioFactory>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];

/** What a scenario looks like on a day. */
export function scenarioOf(name: ScenarioName, nowMs: number): Scenario {
  return scenarios[name](nowMs);
}

/** Scenarios that can be played side by side in any sandbox. */
export const everydayScenarioNames = scenarioNames.filter(
  (name) => scenarioOf(name, 0).knowledge === undefined,
);
