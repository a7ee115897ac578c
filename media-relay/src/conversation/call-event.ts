import type { AnsweredBy } from '@standardiste/shared/contracts/documents.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import type { ModelToolCall } from '../engine/language-model.ts';

export type TimerName =
  | 'identity'
  | 'end-of-turn'
  | 'barge-in-hold'
  | 'barge-in-commit'
  | 'barge-in-resume'
  | 'filler'
  | 'model'
  | 'silence'
  | 'monologue'
  | 'duration'
  | 'watchdog'
  | `tool:${string}`;

/** What the caller heard of a turn, and since when, in ms since the epoch: of any sound of it, and of what is no filler. */
export interface HeardOfTurn {
  readonly heard: string;
  readonly heardFrom?: {
    readonly soundAtMs: number | undefined;
    readonly answerAtMs: number | undefined;
  };
}

/** Everything that can happen to a call. Time is in the event: `atMs` is ms since the epoch, and never goes backwards. */
export type CallEvent = { readonly atMs: number } & (
  | { readonly type: 'call-started' }
  /** The call goes on in this relay after another one lost it. */
  | { readonly type: 'call-resumed' }
  | { readonly type: 'caller-identified'; readonly caller: CallerIdentity }
  /** `startedAtMs`/`endedAtMs`: the true instant, before the detector's own delay. */
  | { readonly type: 'caller-voice-start'; readonly startedAtMs: number }
  | { readonly type: 'caller-voice-end'; readonly endedAtMs: number }
  | { readonly type: 'caller-interim'; readonly text: string; readonly stability: number }
  | { readonly type: 'caller-final'; readonly text: string }
  | { readonly type: 'dtmf'; readonly digit: string }
  /** `cameAtMs`: when it really came, where it was kept for a turn that had not begun. */
  | { readonly type: 'agent-first-token'; readonly turnId: number; readonly cameAtMs?: number }
  | {
      readonly type: 'agent-phrase-start';
      readonly turnId: number;
      readonly text: string;
      readonly cameAtMs?: number;
    }
  /** The turn's first audio went to the carrier, and its first that is no filler. `cameAtMs`: when it came from the voice. */
  | {
      readonly type: 'agent-audio-ready';
      readonly turnId: number;
      readonly isAnswer: boolean;
      readonly cameAtMs?: number;
    }
  | { readonly type: 'agent-phrase-failed'; readonly turnId: number }
  | { readonly type: 'agent-tool-call'; readonly turnId: number; readonly call: ModelToolCall }
  /** The answer that is prepared calls a tool; it is told again once its turn begins. */
  | { readonly type: 'prepared-tool-call'; readonly turnId: number; readonly call: ModelToolCall }
  | {
      readonly type: 'agent-response-end';
      readonly turnId: number;
      readonly answeredBy?: AnsweredBy;
    }
  | { readonly type: 'agent-response-failed'; readonly turnId: number; readonly reason: string }
  /** Everything the turn said was played. */
  | ({ readonly type: 'turn-played'; readonly turnId: number } & HeardOfTurn)
  /** Playback of the turn was cut; this much had been heard. */
  | ({ readonly type: 'turn-cut'; readonly turnId: number } & HeardOfTurn)
  | { readonly type: 'tool-done'; readonly toolCallId: string; readonly result: unknown }
  | { readonly type: 'tool-failed'; readonly toolCallId: string; readonly reason: string }
  /** Answer to `withdraw-tool`: false when a function had taken the request already, so that it may still take effect. */
  | { readonly type: 'tool-withdrawn'; readonly toolCallId: string; readonly isWithdrawn: boolean }
  | { readonly type: 'timer'; readonly name: TimerName }
  | { readonly type: 'recognition-failed' }
  /** The carrier's stream is over. */
  | { readonly type: 'carrier-stopped' }
);

export type CallEventOf<Type extends CallEvent['type']> = Extract<CallEvent, { type: Type }>;
