import type { AnsweredBy } from '@standardiste/shared/contracts/documents.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import type { CallOutcome, LeadCaptured } from '@standardiste/shared/contracts/events.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Appointment, Slot } from '@standardiste/shared/contracts/tools.ts';
import type { TurnLatency } from '@standardiste/shared/contracts/turn-latency.ts';
import type { ModelToolCall } from '../engine/language-model.ts';
import type { TimerName } from './call-event.ts';
import type { Timings } from './timings.ts';

/**
 * Where the conversation stands.
 * disclose: the callbot says what it is. identify: it greets the person. converse: the model leads. verify: code has asked for the
 * last name. confirm: code has read something back and waits for yes or no, or for the booking. close: goodbye. transfer: a person
 * is being rung, and the callbot is off the line. ended: nothing happens any more.
 */
export type Stage =
  'disclose' | 'identify' | 'converse' | 'verify' | 'confirm' | 'close' | 'transfer' | 'ended';

export type HistoryEntry =
  | { readonly role: 'caller'; readonly text: string }
  /** `text` is what was said until the turn ends, then what was heard. */
  | {
      readonly role: 'agent';
      readonly turnId: number;
      readonly text: string;
      readonly toolCalls: readonly ModelToolCall[];
    }
  | {
      readonly role: 'tool';
      readonly toolCallId: string;
      readonly name: string;
      readonly result: Readonly<Record<string, unknown>>;
    };

/** The agent has the floor: it thinks, looks something up, or speaks. */
export interface AgentTurn {
  readonly turnId: number;
  readonly startedAtMs: number;
  /** The caller cannot interrupt it: disclosure, read-back, goodbye. */
  readonly isProtected: boolean;
  /** It answers a yes or no to a read-back, which cannot be taken back. */
  readonly isAnswer: boolean;
  /** Audio went to the carrier. */
  readonly isAudible: boolean;
  readonly isHeld: boolean;
  /** No more phrases will come. */
  readonly isClosed: boolean;
  readonly model: 'idle' | 'running';
  /** How often the model was asked in this turn; bounded. */
  readonly modelSteps: number;
  /** Tool calls of the running response that code has taken over: the model is not asked again. */
  readonly isHandled: boolean;
  /** A tool gave a result that the model has not seen. */
  readonly hasNewResult: boolean;
  readonly said: string;
  /** Something was given to be spoken, a filler aside. */
  readonly hasSpoken: boolean;
  readonly fillerCount: number;
  /** The model or the voice let it down. */
  readonly hasFailed: boolean;
  readonly afterwards: 'listen' | 'hang-up' | 'transfer';
  /** From when its stages are counted: the true end of the speech that it answers, else its own start. */
  readonly countsFromMs: number;
  readonly latency: TurnLatency;
  readonly sources: readonly string[];
  /** The model that answered last in this turn, where it says so. */
  readonly answeredBy?: AnsweredBy;
}

/** Words that were taken before the recogniser had settled them. */
export interface TakenWords {
  /** What was settled before them, in the same turn. */
  readonly finals: string;
  /** All of the hypothesis that is taken by now. */
  readonly interim: string;
  readonly atMs: number;
  /** The agent's turn that answers them; undefined when they were dropped. */
  readonly turnId: number | undefined;
  /** What had been taken of the same hypothesis before. */
  readonly earlier: TakenWords | undefined;
}

/** What the caller is saying. */
export interface CallerTurn {
  /** Settled utterances of this turn, joined. */
  readonly finals: string;
  /** The hypothesis for the utterance in progress. */
  readonly interim: string;
  readonly isVoiced: boolean;
  readonly startedAtMs: number | undefined;
  /** True end of the last voiced stretch. */
  readonly voiceEndedAtMs: number | undefined;
  /** When the words last changed, a sign or a capital too. */
  readonly changedAtMs: number;
  /** When the recogniser last told the words, be they the same as before. */
  readonly toldAtMs: number;
  /** When the words were told for the first time as they are now. */
  readonly stableAtMs: number;
  /** When the recogniser last settled any of them. */
  readonly finalAtMs: number | undefined;
  /** Words of the hypothesis in progress that were taken already: what follows repeats them. */
  readonly taken: TakenWords | undefined;
  /** How often an answer to it was prepared. */
  readonly preparationCount: number;
}

/** Read back, or agreed to and under way. */
type ConfirmationStep = 'asked' | 'agreed';

export type Confirmation =
  | { readonly kind: 'book'; readonly slot: Slot; readonly step: ConfirmationStep }
  | {
      readonly kind: 'move';
      readonly appointment: Appointment;
      readonly slot: Slot;
      readonly step: ConfirmationStep;
    }
  | {
      readonly kind: 'cancel';
      readonly appointment: Appointment;
      readonly step: ConfirmationStep;
    }
  | { readonly kind: 'lead'; readonly step: 'asked' };

/** How far it is known that the caller is who the number says. */
export type Verification =
  /** The last name was asked for, and so often a wrong one said; then `call` goes on. */
  | { readonly step: 'asked'; readonly wrongCount: number; readonly call: ModelToolCall }
  | { readonly step: 'verified' }
  | { readonly step: 'refused' };

export interface LeadDraft {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly interest: string | null;
}

export interface PendingTool {
  readonly toolCallId: string;
  /** The model's tool, or one of `commitments`, which code starts. */
  readonly name: string;
  readonly turnId: number;
  readonly startedAtMs: number;
  /** The model's own id of the call, where the request had begun before the model's turn did. */
  readonly askedAs?: string;
}

/** A look-up that began before the caller's turn was decided, for the question that the prepared answer asks. */
export interface LookAhead {
  readonly toolCallId: string;
  readonly question: string;
  readonly startedAtMs: number;
  /** What came of it; undefined while it runs. */
  readonly outcome:
    | { readonly type: 'done'; readonly result: unknown }
    | { readonly type: 'failed'; readonly reason: string }
    | undefined;
}

/** The soonest free slots, asked for before anybody wanted them. */
export interface SlotPrefetch {
  readonly toolCallId: string;
  readonly advisorId: string | null;
  readonly startedAtMs: number;
  /** What the calendar answered; absent while it is asked. */
  readonly result?: { readonly value: unknown };
}

/** A change that the calendar has made. */
export interface AppointmentChange {
  readonly type: 'moved' | 'cancelled';
  /** With the times it has now; a cancelled one with those it had. */
  readonly appointment: Appointment;
}

/** Everything a call is, as plain data: it can be stored, resumed and replayed. */
export interface CallState {
  readonly callId: string;
  readonly profile: Profile;
  readonly timings: Timings;
  readonly startedAtMs: number;
  readonly stage: Stage;
  /** Null until the look-up answers. */
  readonly caller: CallerIdentity | null;
  /** Number as the carrier gave it; null when hidden. */
  readonly callerPhone: string | null;
  readonly history: readonly HistoryEntry[];
  readonly agentTurn: AgentTurn | undefined;
  readonly callerTurn: CallerTurn;
  /** The model answers `text` already, in a turn that has not begun; nothing of it is spoken. */
  readonly preparation: { readonly turnId: number; readonly text: string } | undefined;
  /** Answers that were prepared and not needed. */
  readonly wastedPreparationCount: number;
  readonly lookAhead: LookAhead | undefined;
  readonly prefetch: SlotPrefetch | undefined;
  /** Look-ups that were begun ahead and not needed. */
  readonly wastedLookUpCount: number;
  /** Results that came when nobody waited for them any more. */
  readonly droppedResultCount: number;
  /** The agent's last turn was interrupted while it was audible, and nothing was made of it yet. */
  readonly wasCut: boolean;
  /** The last turn's identity line and so on, for « répétez ». */
  readonly lastAgentText: string;
  readonly nextTurnId: number;
  readonly nextTurnNumber: number;
  readonly nextToolNumber: number;
  readonly pendingTools: readonly PendingTool[];
  readonly offeredSlots: readonly Slot[];
  readonly confirmation: Confirmation | undefined;
  readonly confirmationRetries: number;
  /** Counts what the caller has agreed to: bookings, moves, cancellations. */
  readonly bookingGeneration: number;
  readonly booked: Slot | null;
  /** Undefined until something needs it; stays so where the profile trusts the number. */
  readonly verification: Verification | undefined;
  /** The caller's own appointments, as the calendar last told them; null until it was asked. */
  readonly appointments: readonly Appointment[] | null;
  /** What became of one of them in this call, the last time. */
  readonly changed: AppointmentChange | null;
  /** Requests of which the caller was told that they may come late; what became of them is told when it is known. */
  readonly lateBookings: readonly string[];
  /** To be told as soon as nobody speaks. */
  readonly announcement: string | undefined;
  readonly lead: LeadDraft;
  readonly leadCaptured: Omit<LeadCaptured, 'callId' | 'profileId'> | null;
  /** Ids of the links that the caller was promised. */
  readonly sentLinks: readonly string[];
  readonly hasCallBackPromise: boolean;
  /** A person was rung; once in a call, whatever came of it. */
  readonly hasTriedTransfer: boolean;
  readonly hasAnsweredQuestion: boolean;
  readonly misunderstoodCount: number;
  readonly consecutiveErrors: number;
  /** Fillers are said once in a call. */
  readonly saidFillers: readonly string[];
  /** Digits keyed towards a number. */
  readonly keyedDigits: string;
  /** The longest time is nearly reached: to be told, told, what is being agreed to is finished, for the last time, or over. */
  readonly isEnding: 'no' | 'due' | 'told' | 'finishing' | 'last' | 'over';
  /** Timers that are armed; kept so that the watchdog can tell whether anything is going to happen. */
  readonly armedTimers: readonly TimerName[];
  /** How often nothing was going to happen any more and the watchdog stepped in: a defect if not 0. */
  readonly watchdogCount: number;
  /** Nobody spoke for long, the caller was asked whether they are there, and has not answered yet. */
  readonly hasAskedForSign: boolean;
  readonly outcome: CallOutcome | undefined;
}

const silentCaller: CallerTurn = {
  finals: '',
  interim: '',
  isVoiced: false,
  startedAtMs: undefined,
  voiceEndedAtMs: undefined,
  changedAtMs: 0,
  toldAtMs: 0,
  stableAtMs: 0,
  finalAtMs: undefined,
  taken: undefined,
  preparationCount: 0,
};

/** The state before anything has happened. */
export function initialCallState(options: {
  readonly callId: string;
  readonly profile: Profile;
  readonly callerPhone: string | null;
  readonly caller?: CallerIdentity | null;
  readonly timings: Timings;
  readonly atMs: number;
}): CallState {
  return {
    callId: options.callId,
    profile: options.profile,
    timings: options.timings,
    startedAtMs: options.atMs,
    stage: 'disclose',
    caller: options.caller ?? null,
    callerPhone: options.callerPhone,
    history: [],
    agentTurn: undefined,
    callerTurn: silentCaller,
    preparation: undefined,
    wastedPreparationCount: 0,
    lookAhead: undefined,
    prefetch: undefined,
    wastedLookUpCount: 0,
    droppedResultCount: 0,
    wasCut: false,
    lastAgentText: '',
    nextTurnId: 1,
    nextTurnNumber: 0,
    nextToolNumber: 1,
    pendingTools: [],
    offeredSlots: [],
    confirmation: undefined,
    confirmationRetries: 0,
    bookingGeneration: 0,
    booked: null,
    verification: undefined,
    appointments: null,
    changed: null,
    lateBookings: [],
    announcement: undefined,
    lead: { firstName: null, lastName: null, phone: null, email: null, interest: null },
    leadCaptured: null,
    sentLinks: [],
    hasCallBackPromise: false,
    hasTriedTransfer: false,
    hasAnsweredQuestion: false,
    misunderstoodCount: 0,
    consecutiveErrors: 0,
    saidFillers: [],
    keyedDigits: '',
    isEnding: 'no',
    armedTimers: [],
    watchdogCount: 0,
    hasAskedForSign: false,
    outcome: undefined,
  };
}

/** The caller's turn is over and taken; listening starts anew. Whether they are audible right now is kept. */
export function clearedCallerTurn(turn: CallerTurn, taken?: TakenWords): CallerTurn {
  return { ...silentCaller, isVoiced: turn.isVoiced, changedAtMs: turn.changedAtMs, taken };
}
