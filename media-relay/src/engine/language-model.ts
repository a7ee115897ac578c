import type { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Appointment, Slot } from '@standardiste/shared/contracts/tools.ts';
import type { ToolDefinition } from '../tools/tool.ts';

/** The conversation so far, as the caller experienced it: an agent message holds what was heard, not what was meant. */
export type ModelMessage =
  | { readonly role: 'caller'; readonly text: string }
  | { readonly role: 'agent'; readonly text: string; readonly toolCalls?: readonly ModelToolCall[] }
  | {
      readonly role: 'tool';
      readonly toolCallId: string;
      readonly name: string;
      /** JSON; a refusal or a failure is a result too: `{ "type": "refused", "reason": "…" }`. */
      readonly result: unknown;
    };

export interface ModelToolCall {
  readonly toolCallId: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the vendor wants back with the call in later requests (Gemini's thought signatures); opaque JSON, absent with most. */
  readonly vendorData?: Readonly<Record<string, unknown>>;
}

/** What one answer took. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, what the vendor had in its cache and charges less for. */
  readonly cachedInputTokens?: number;
  /** Who answered, for the price: `vertex/gemini-3.5-flash`. */
  readonly model?: string;
  /** By which wording of the prompt, so that answers can be compared. */
  readonly promptVersion?: string;
}

/** What is known without reading the conversation. Text models get it rendered into the prompt; `rules` reads it as it is. */
export interface ModelFacts {
  readonly nowMs: number;
  readonly profile: Profile;
  readonly stage: string;
  readonly caller: CallerIdentity;
  /** Slots that were offered and not refused; only these may be proposed for confirmation. */
  readonly offeredSlots: readonly Slot[];
  /** What was booked in this call. */
  readonly booked: Slot | null;
  /** The caller's own appointments, where the calendar was asked in this call. */
  readonly appointments: readonly Appointment[];
  /** What was moved or cancelled in this call, the last time. */
  readonly changed: {
    readonly type: 'moved' | 'cancelled';
    readonly appointment: Appointment;
  } | null;
  readonly leadCaptured: boolean;
  /** How many times in a row the caller was not understood. */
  readonly misunderstoodCount: number;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly facts: ModelFacts;
  /** What the stage allows. */
  readonly tools: readonly ToolDefinition[];
}

export type ModelPart =
  | { readonly type: 'text-delta'; readonly text: string }
  /** Whole and syntactically valid; the arguments are not yet checked against the tool's schema. */
  | { readonly type: 'tool-call'; readonly call: ModelToolCall }
  | {
      readonly type: 'finish';
      readonly reason: 'stop' | 'tool-calls' | 'length' | 'refused';
      /** Null when the vendor does not say. */
      readonly usage: ModelUsage | null;
    }
  /** The answer broke off. Always the last part, instead of `finish`. */
  | { readonly type: 'failed'; readonly error: CallbotError };

/** A language model that streams text and tool calls. It keeps nothing between requests. */
export interface LanguageModel {
  /** For logs and accounting: `openai-compatible/mistral-small`, `rules`. */
  readonly name: string;
  /** Ends after `finish` or `failed`. When the signal aborts it ends early, with neither. */
  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
  /**
   * Gets ready before the first caller waits for it, and asks the vendor whether key and model are right. Absent: nothing to do.
   * @throws ConfigInvalidError when the vendor knows the key or the model not; VendorFailedError when it cannot be asked.
   */
  warmUp?(signal: AbortSignal): Promise<void>;
}
