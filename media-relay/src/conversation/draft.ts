import type { TurnStage } from '@standardiste/shared/contracts/turn-latency.ts';
import type { CallEffect, FinishedTurn } from './call-effect.ts';
import type { AgentTurn, CallState, CallerTurn, HistoryEntry } from './call-state.ts';

/**
 * One step of the conversation in the making. States are never changed in place, only replaced, so that `advanceCall` stays a pure
 * function although its parts read like steps.
 */
export interface Draft {
  state: CallState;
  readonly effects: CallEffect[];
  readonly atMs: number;
}

export function patch(draft: Draft, change: Partial<CallState>): void {
  draft.state = { ...draft.state, ...change };
}

export function patchAgent(draft: Draft, change: Partial<AgentTurn>): void {
  const turn = draft.state.agentTurn;
  if (turn !== undefined) patch(draft, { agentTurn: { ...turn, ...change } });
}

export function patchCaller(draft: Draft, change: Partial<CallerTurn>): void {
  patch(draft, { callerTurn: { ...draft.state.callerTurn, ...change } });
}

export function remember(draft: Draft, entry: HistoryEntry): void {
  patch(draft, { history: [...draft.state.history, entry] });
}

/** Notes when the agent's turn passed a stage, once. */
export function noteLatency(draft: Draft, stage: TurnStage, atMs = draft.atMs): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || stage in turn.latency) return;
  const latencyMs = Math.max(0, Math.round(atMs - turn.countsFromMs));
  patchAgent(draft, { latency: { ...turn.latency, [stage]: latencyMs } });
}

/** Gives the agent the floor. The caller of this sees to it that nobody has it. */
export function openTurn(
  draft: Draft,
  options: {
    isProtected?: boolean;
    afterwards?: AgentTurn['afterwards'];
    /** The true end of the caller's speech that it answers. */
    countsFromMs?: number;
    /** Begins the turn that was prepared; what was prepared otherwise is discarded. */
    takesPreparation?: boolean;
  } = {},
): number {
  const prepared = options.takesPreparation === true ? draft.state.preparation : undefined;
  if (prepared === undefined) discardPreparation(draft);
  const turnId = prepared?.turnId ?? draft.state.nextTurnId;
  const agentTurn: AgentTurn = {
    turnId,
    startedAtMs: draft.atMs,
    isProtected: options.isProtected ?? false,
    isAnswer: false,
    isAudible: false,
    isHeld: false,
    isClosed: false,
    model: 'idle',
    modelSteps: 0,
    isHandled: false,
    hasNewResult: false,
    said: '',
    hasSpoken: false,
    fillerCount: 0,
    hasFailed: false,
    afterwards: options.afterwards ?? 'listen',
    countsFromMs: options.countsFromMs ?? draft.atMs,
    latency: {},
    sources: [],
  };
  const nextTurnId = Math.max(draft.state.nextTurnId, turnId + 1);
  patch(draft, { agentTurn, nextTurnId, wasCut: false });
  draft.effects.push({ type: 'cancel-timer', name: 'silence' });
  return turnId;
}

/** What was prepared for the caller's words is not needed after all. */
export function discardPreparation(draft: Draft): void {
  const { preparation, wastedPreparationCount } = draft.state;
  if (preparation === undefined) return;
  patch(draft, { preparation: undefined, wastedPreparationCount: wastedPreparationCount + 1 });
  draft.effects.push({ type: 'discard-answer', turnId: preparation.turnId });
}

/** Says a fixed text in the open turn. */
export function say(draft: Draft, text: string): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined) return;
  patchAgent(draft, { hasSpoken: true });
  draft.effects.push({ type: 'say', turnId: turn.turnId, text });
}

/** No more phrases in the open turn. */
export function closeTurn(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.isClosed) return;
  patchAgent(draft, { isClosed: true });
  draft.effects.push(
    { type: 'cancel-timer', name: 'filler' },
    { type: 'cancel-timer', name: 'model' },
    { type: 'close-turn', turnId: turn.turnId },
  );
}

/** A whole turn of fixed text. */
export function sayTurn(
  draft: Draft,
  text: string,
  options: Parameters<typeof openTurn>[1] = {},
): void {
  openTurn(draft, options);
  say(draft, text);
  closeTurn(draft);
}

export function persist(draft: Draft, turn: Omit<FinishedTurn, 'n'>): void {
  const n = draft.state.nextTurnNumber;
  patch(draft, { nextTurnNumber: n + 1 });
  draft.effects.push({ type: 'persist-turn', turn: { ...turn, n } }, { type: 'checkpoint' });
}

export function setTimer(
  draft: Draft,
  name: Extract<CallEffect, { type: 'set-timer' }>['name'],
  delayMs: number,
): void {
  draft.effects.push({ type: 'set-timer', name, delayMs: Math.max(0, delayMs) });
}

export function cancelTimer(
  draft: Draft,
  name: Extract<CallEffect, { type: 'set-timer' }>['name'],
): void {
  draft.effects.push({ type: 'cancel-timer', name });
}
