import { anonymous } from './anonymous.ts';
import { book } from './book.ts';
import { noSlot } from './no-slot.ts';
import { question } from './question.ts';
import type { ScenarioFactory } from './scenario.ts';
import { unknown } from './unknown.ts';

/** Every scenario by its name on the command line. */
export const scenarios = {
  book,
  question,
  unknown,
  anonymous,
  'no-slot': noSlot,
} as const satisfies Record<string, ScenarioFactory>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];
