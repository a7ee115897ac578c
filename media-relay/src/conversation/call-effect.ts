import type { AnsweredBy } from '@standardiste/shared/contracts/documents.ts';
import type { CallOutcome, LeadCaptured } from '@standardiste/shared/contracts/events.ts';
import type { ProfileLink } from '@standardiste/shared/contracts/profile.ts';
import type { RemoteToolName } from '@standardiste/shared/contracts/tools.ts';
import type { TurnLatency } from '@standardiste/shared/contracts/turn-latency.ts';
import type { ModelRequest } from '../engine/language-model.ts';
import type { TimerName } from './call-event.ts';

/** One finished turn, for the record. */
export interface FinishedTurn {
  readonly n: number;
  readonly role: 'caller' | 'agent';
  readonly said: string;
  readonly heard: string;
  readonly isInterrupted: boolean;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly latency: TurnLatency;
  readonly sources: readonly string[];
  readonly answeredBy?: AnsweredBy;
}

/** What the shell is to do. It starts each and never waits: what comes of it comes back as an event. */
export type CallEffect =
  | { readonly type: 'say'; readonly turnId: number; readonly text: string }
  | { readonly type: 'ask-model'; readonly turnId: number; readonly request: ModelRequest }
  /** Lets the model answer in a turn that has not begun; what it says is kept and not spoken. */
  | { readonly type: 'prepare-answer'; readonly turnId: number; readonly request: ModelRequest }
  /** The turn begins: what was kept is spoken, and what follows. */
  | { readonly type: 'take-answer'; readonly turnId: number }
  /** What was prepared is not needed: stop it and forget it. */
  | { readonly type: 'discard-answer'; readonly turnId: number }
  /** The model's answer is not wanted any more; what it said so far is still spoken. */
  | { readonly type: 'stop-model'; readonly turnId: number }
  /** No more phrases will come: tell `turn-played` once all were heard. */
  | { readonly type: 'close-turn'; readonly turnId: number }
  /** Stop model, speech and playback of the turn, at once; answered by `turn-cut`. */
  | { readonly type: 'cut-turn'; readonly turnId: number }
  /** Silence the playback but keep what was not heard. */
  | { readonly type: 'hold-playback' }
  /** Play on from the start of the phrase that was cut. */
  | { readonly type: 'resume-playback' }
  | {
      readonly type: 'call-tool';
      readonly toolCallId: string;
      readonly tool: RemoteToolName;
      readonly arguments: Readonly<Record<string, unknown>>;
      readonly notAfterMs: number;
    }
  | { readonly type: 'withdraw-tool'; readonly toolCallId: string }
  | { readonly type: 'publish-lead'; readonly lead: Omit<LeadCaptured, 'callId' | 'profileId'> }
  | { readonly type: 'publish-link'; readonly link: ProfileLink }
  /** Arms a timer; an armed one of the same name is replaced. */
  | { readonly type: 'set-timer'; readonly name: TimerName; readonly delayMs: number }
  | { readonly type: 'cancel-timer'; readonly name: TimerName }
  | { readonly type: 'persist-turn'; readonly turn: FinishedTurn }
  /** Store what a relay needs to go on with the call. */
  | { readonly type: 'checkpoint' }
  /** Leave the line to a person: give the call back to the carrier, which rings them. */
  | { readonly type: 'transfer' }
  | { readonly type: 'hang-up'; readonly outcome: CallOutcome };
