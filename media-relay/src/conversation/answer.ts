import { appointmentPhrases } from './appointment-phrases.ts';
import type { CallEventOf, HeardOfTurn } from './call-event.ts';
import { clearedCallerTurn, type CallState, type HistoryEntry } from './call-state.ts';
import { decideWhatWaits } from './after-turn.ts';
import {
  cancelTimer,
  closeTurn,
  noteLatency,
  openTurn,
  patch,
  patchAgent,
  persist,
  remember,
  say,
  sayTurn,
  setTimer,
  type Draft,
} from './draft.ts';
import { goOnWithTurn } from './go-on-with-turn.ts';
import { isFiller, phrases } from './phrases.ts';
import { discardLookAhead } from './look-ahead.ts';
import { takenFrom } from './taken-words.ts';
import { sayNotUnderstood } from './not-understood.ts';
import { runTool } from './run-tool.ts';

const maxConsecutiveErrors = 3;

/** True for events of a turn that no longer has the floor. */
function isStale(draft: Draft, turnId: number): boolean {
  return draft.state.agentTurn?.turnId !== turnId;
}

export function onFirstToken(draft: Draft, event: CallEventOf<'agent-first-token'>): void {
  if (!isStale(draft, event.turnId)) noteLatency(draft, 'firstTokenMs', event.cameAtMs);
}

export function onPhraseStart(draft: Draft, event: CallEventOf<'agent-phrase-start'>): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.turnId !== event.turnId) return;
  const isAnswer = !isFiller(event.text);
  if (isAnswer) noteLatency(draft, 'firstPhraseMs', event.cameAtMs);
  const said = turn.said === '' ? event.text : `${turn.said} ${event.text}`;
  patchAgent(draft, { said, hasSpoken: turn.hasSpoken || isAnswer });
  const { history } = draft.state;
  const last = history.at(-1);
  if (last?.role === 'agent' && last.turnId === event.turnId && last.toolCalls.length === 0) {
    const text = last.text === '' ? event.text : `${last.text} ${event.text}`;
    patch(draft, { history: [...history.slice(0, -1), { ...last, text }] });
    return;
  }
  remember(draft, { role: 'agent', turnId: event.turnId, text: event.text, toolCalls: [] });
}

export function onAudioReady(draft: Draft, event: CallEventOf<'agent-audio-ready'>): void {
  if (isStale(draft, event.turnId)) return;
  noteLatency(draft, 'firstSoundMs');
  if (event.isAnswer) {
    noteLatency(draft, 'firstByteMs', event.cameAtMs);
    noteLatency(draft, 'firstAudioMs');
  }
  patchAgent(draft, { isAudible: true });
  const { confirmation, stage } = draft.state;
  if (confirmation?.step === 'asked' || stage === 'verify') forgetWordsBefore(draft);
  if (draft.state.pendingTools.length === 0) cancelTimer(draft, 'filler');
}

/** Words from before a read-back or the question for the name was heard are no answer to it. */
function forgetWordsBefore(draft: Draft): void {
  const { callerTurn } = draft.state;
  patch(draft, { callerTurn: clearedCallerTurn(callerTurn, takenFrom(callerTurn, draft.atMs)) });
}

export function onToolCall(draft: Draft, event: CallEventOf<'agent-tool-call'>): void {
  if (isStale(draft, event.turnId)) return;
  const { call } = event;
  const last = draft.state.history.at(-1);
  if (last?.role === 'agent' && last.turnId === event.turnId) {
    const entry = { ...last, toolCalls: [...last.toolCalls, call] };
    patch(draft, { history: [...draft.state.history.slice(0, -1), entry] });
  } else {
    remember(draft, { role: 'agent', turnId: event.turnId, text: '', toolCalls: [call] });
  }
  runTool(draft, call);
}

export function onResponseEnd(draft: Draft, event: CallEventOf<'agent-response-end'>): void {
  if (isStale(draft, event.turnId)) return;
  const { answeredBy } = event;
  patchAgent(draft, { model: 'idle', ...(answeredBy === undefined ? {} : { answeredBy }) });
  cancelTimer(draft, 'model');
  goOnWithTurn(draft);
}

export function onResponseFailed(draft: Draft, event: CallEventOf<'agent-response-failed'>): void {
  if (isStale(draft, event.turnId)) return;
  failTurn(draft);
}

export function onModelTimer(draft: Draft): void {
  if (draft.state.agentTurn?.model === 'running') failTurn(draft);
}

/** The model or the voice let us down: ask to repeat, and after the third time in a row promise a call back and end. */
function failTurn(draft: Draft): void {
  const errors = draft.state.consecutiveErrors + 1;
  patch(draft, { consecutiveErrors: errors });
  stopModel(draft);
  patchAgent(draft, { isHandled: true, hasFailed: true });
  if (errors >= maxConsecutiveErrors) return failForGood(draft);
  if (draft.state.agentTurn?.hasSpoken === false) sayNotUnderstood(draft);
  closeTurn(draft);
}

function stopModel(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn?.model !== 'running') return;
  patchAgent(draft, { model: 'idle' });
  draft.effects.push({ type: 'stop-model', turnId: turn.turnId });
}

/** It cannot go on: apologise, promise a call back, and hang up. */
export function failForGood(draft: Draft): void {
  patch(draft, { stage: 'close', hasCallBackPromise: true, outcome: 'technical-failure' });
  // Recorded before it is said: the voice may be what fails.
  draft.effects.push({ type: 'checkpoint' });
  stopModel(draft);
  if (draft.state.agentTurn === undefined) openTurn(draft);
  patchAgent(draft, { afterwards: 'hang-up', isProtected: true });
  say(draft, phrases.technicalFailure);
  closeTurn(draft);
}

export function onPhraseFailed(draft: Draft, event: CallEventOf<'agent-phrase-failed'>): void {
  if (isStale(draft, event.turnId)) return;
  const errors = draft.state.consecutiveErrors + 1;
  patch(draft, { consecutiveErrors: errors });
  patchAgent(draft, { hasFailed: true });
  if (errors < maxConsecutiveErrors) return;
  // The apology comes from memory; if even that cannot be said there is nothing more to do for the caller here.
  if (errors === maxConsecutiveErrors) return failForGood(draft);
  patch(draft, { stage: 'ended', outcome: 'technical-failure', hasCallBackPromise: true });
  draft.effects.push({ type: 'hang-up', outcome: 'technical-failure' });
}

export function onFiller(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.isClosed || turn.fillerCount >= 2) return;
  if (turn.hasSpoken && turn.fillerCount === 0) return;
  const { pendingTools, saidFillers, timings } = draft.state;
  const tool = pendingTools.at(-1)?.name as keyof typeof phrases.waiting | undefined;
  const suited = [...(phrases.waiting[tool ?? 'any'] ?? []), ...phrases.waiting.any];
  const filler = suited.find((text) => !saidFillers.includes(text));
  if (filler === undefined) return;
  patchAgent(draft, { fillerCount: turn.fillerCount + 1 });
  patch(draft, { saidFillers: [...saidFillers, filler] });
  draft.effects.push({ type: 'say', turnId: turn.turnId, text: filler });
  setTimer(draft, 'filler', timings.fillerAgainMs);
}

export function onTurnPlayed(draft: Draft, event: CallEventOf<'turn-played'>): void {
  finishTurn(draft, event, false);
}

export function onTurnCut(draft: Draft, event: CallEventOf<'turn-cut'>): void {
  finishTurn(draft, event, true);
}

/** The agent yields the floor: what was heard becomes what was said. */
function finishTurn(
  draft: Draft,
  event: { readonly turnId: number } & HeardOfTurn,
  isInterrupted: boolean,
): void {
  if (isStale(draft, event.turnId)) return;
  noteHeard(draft, event);
  const turn = draft.state.agentTurn;
  if (turn === undefined) return;
  for (const name of ['filler', 'model', 'barge-in-resume'] as const) {
    cancelTimer(draft, name);
  }
  discardLookAhead(draft);
  const isBroken = turn.hasFailed && !isInterrupted && turn.afterwards === 'listen';
  if (!turn.hasFailed && event.heard !== '') patch(draft, { consecutiveErrors: 0 });
  patch(draft, {
    agentTurn: undefined,
    wasCut: isInterrupted && turn.isAudible,
    history: asHeard(draft.state, turn.turnId, event.heard),
    lastAgentText: isWorthRepeating(turn.said) ? turn.said : draft.state.lastAgentText,
  });
  if (turn.said !== '') {
    persist(draft, {
      role: 'agent',
      said: turn.said,
      heard: event.heard,
      isInterrupted,
      startedAtMs: turn.startedAtMs,
      endedAtMs: draft.atMs,
      latency: turn.latency,
      sources: turn.sources,
      ...(turn.answeredBy === undefined ? {} : { answeredBy: turn.answeredBy }),
    });
  }
  if (isBroken && draft.state.stage === 'verify') {
    return sayTurn(draft, appointmentPhrases.askLastName);
  }
  if (isBroken && draft.state.confirmation?.step === 'asked') {
    // What was not read back whole cannot be agreed to.
    return sayTurn(draft, turn.said, { isProtected: true });
  }
  if (isBroken && draft.state.stage !== 'disclose' && !wasRepeatAsked(turn.said)) {
    return sayTurn(draft, phrases.voiceBroke);
  }
  decideWhatWaits(draft, turn);
}

function noteHeard(draft: Draft, { heardFrom }: HeardOfTurn): void {
  if (heardFrom?.soundAtMs !== undefined) {
    noteLatency(draft, 'firstSoundHeardMs', heardFrom.soundAtMs);
  }
  if (heardFrom?.answerAtMs !== undefined) {
    noteLatency(draft, 'firstAudioHeardMs', heardFrom.answerAtMs);
  }
}

/** Who asks « pardon ? » wants to hear what was said before they were asked whether they are there. */
function isWorthRepeating(said: string): boolean {
  return said !== '' && said !== phrases.stillThere;
}

/** Whether the turn asked the caller to say it again already. */
function wasRepeatAsked(said: string): boolean {
  return said.includes('Pouvez-vous redire');
}

/** Cuts the turn's entries in the history to what the caller heard of them, in order. */
function asHeard(state: CallState, turnId: number, heard: string): HistoryEntry[] {
  let left = heard;
  return state.history.map((entry) => {
    if (entry.role !== 'agent' || entry.turnId !== turnId) return entry;
    const text = left.slice(0, entry.text.length).trimEnd();
    left = left.slice(entry.text.length).trimStart();
    return { ...entry, text };
  });
}
