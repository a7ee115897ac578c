import type { CallerScriptInput } from '../caller/caller-script.ts';
import type { DialledPerson } from '../vendors/twilio/call-options.ts';
import type { FaultRuleInput } from '../vendors/faults.ts';

/** Where questions are looked up: among the documents by words, at a RAG service, or by vectors in Firestore too. */
export const knowledgeBackends = ['embedded', 'rag', 'firestore'] as const;
export type KnowledgeBackend = (typeof knowledgeBackends)[number];

/** One call that can be placed: who calls, what they want, and how it should end. */
export interface Scenario {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** E.164; null hides the number. */
  readonly from: string | null;
  /** The number that is called; the school's own by default. */
  readonly to?: string;
  /** Who is there when the callbot has a person rung. */
  readonly person?: DialledPerson;
  readonly expectedOutcome: string;
  /** What the lead must hold, where one is left. */
  readonly expectedLead?: Readonly<Record<string, string>>;
  /** When the appointment must start, where the caller asked for one instant. */
  readonly expectedStartAt?: string;
  /** Source of a regular expression: a text message that follows, besides the confirmation of an appointment. */
  readonly expectedMessage?: string;
  readonly script: CallerScriptInput;
  /** Where questions must be looked up; by default it is the sandbox's choice. */
  readonly knowledge?: KnowledgeBackend;
  /** How vendors misbehave during the call. They do so to every call, so such a call is made alone. */
  readonly faults?: readonly {
    readonly vendor: 'rag';
    readonly rules: readonly FaultRuleInput[];
  }[];
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
