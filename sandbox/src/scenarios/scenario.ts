import type { CallerScriptInput } from '../caller/caller-script.ts';

/** One call that can be placed: who calls, what they want, and how it should end. */
export interface Scenario {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** E.164; null hides the number. */
  readonly from: string | null;
  readonly expectedOutcome: string;
  /** What the lead must hold, where one is left. */
  readonly expectedLead?: Readonly<Record<string, string>>;
  /** When the appointment must start, where the caller asked for one instant. */
  readonly expectedStartAt?: string;
  readonly script: CallerScriptInput;
  /** What the caller writes afterwards, each when the answer to the one before has come and everything agrees. */
  readonly texts?: readonly ScenarioText[];
}

export interface ScenarioText {
  readonly body: string;
  /** Source of a regular expression that the answer matches. */
  readonly answer: string;
  /** Where the appointment stands afterwards. */
  readonly appointment: 'unchanged' | 'moved' | 'cancelled';
}

/** Scenarios speak of days, so they depend on today. */
export type ScenarioFactory = (nowMs: number) => Scenario;
