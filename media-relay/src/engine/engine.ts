import type { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import type { ModelRequest, ModelToolCall, ModelUsage } from './language-model.ts';

export type EngineEvent =
  | { readonly type: 'caller-interim'; readonly text: string; readonly stability: number }
  | { readonly type: 'caller-final'; readonly text: string }
  | { readonly type: 'agent-first-token'; readonly turnId: number }
  /** A phrase of the turn is settled; its audio follows. */
  | {
      readonly type: 'agent-phrase-start';
      readonly turnId: number;
      readonly phraseId: string;
      readonly text: string;
    }
  /** μ-law 8 kHz, whole 20 ms frames. */
  | {
      readonly type: 'agent-audio-delta';
      readonly turnId: number;
      readonly phraseId: string;
      readonly mulaw8k: Uint8Array;
    }
  | { readonly type: 'agent-phrase-end'; readonly turnId: number; readonly phraseId: string }
  /** The phrase could not be spoken, or only in part. */
  | {
      readonly type: 'agent-phrase-failed';
      readonly turnId: number;
      readonly phraseId: string;
      readonly error: CallbotError;
    }
  | { readonly type: 'agent-tool-call'; readonly turnId: number; readonly call: ModelToolCall }
  /** The model has said all it has to say; every phrase of it was started before. */
  | {
      readonly type: 'agent-response-end';
      readonly turnId: number;
      readonly usage: ModelUsage | null;
    }
  | {
      readonly type: 'agent-response-failed';
      readonly turnId: number;
      readonly error: CallbotError;
    }
  /** Answer to `endTurn`: every phrase of the turn was started before. */
  | { readonly type: 'agent-turn-end'; readonly turnId: number }
  /** Callers can no longer be understood in this session. */
  | { readonly type: 'recognition-failed'; readonly error: CallbotError };

/**
 * Ears, mind and mouth of one call: a cascade of recogniser, language model and synthesiser, or one realtime model. Everything
 * it emits for the agent carries the turn, so that what belongs to a cut turn falls away by comparison.
 *
 * Whoever opens a session disposes of it; that ends its events.
 */
export interface VoiceEngineSession extends AsyncDisposable {
  /** One consumer. */
  readonly events: AsyncIterable<EngineEvent>;
  /** One or more 20 ms frames of μ-law 8 kHz, silence included. Never blocks. */
  sendCallerAudio(mulaw8k: Uint8Array): void;
  /** Speaks a fixed text after what the turn has said so far. */
  say(turnId: number, text: string): void;
  /** Lets the model answer, spoken after what the turn has said so far. One request at a time. */
  respond(turnId: number, request: ModelRequest): void;
  /** Ends the model's answer; what it has said so far is still spoken. Nothing more of the answer is emitted. */
  stopResponse(turnId: number): void;
  /** Nothing more will be asked of the turn; answered by `agent-turn-end`. */
  endTurn(turnId: number): void;
  /** Ends model and speech of the turn; nothing of it is emitted afterwards. */
  cancel(turnId: number): void;
}

export interface VoiceEngine extends AsyncDisposable {
  readonly name: string;
  /**
   * Phrases that will be said word for word, again and again, as `splitPhrases` cuts them out of what is said. An engine that can keeps
   * their audio, the first ones first, and resolves once it has it. Never rejects; what failed is spoken by the vendor.
   */
  keepPhrases(options: {
    readonly phrases: readonly string[];
    readonly voice: string;
    readonly languageCode: string;
    readonly signal: AbortSignal;
  }): Promise<void>;
  open(options: {
    readonly callId: string;
    readonly languageCode: string;
    readonly voice: string;
    readonly phraseHints: readonly string[];
    readonly signal: AbortSignal;
  }): VoiceEngineSession;
}
