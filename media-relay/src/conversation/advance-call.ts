import { unreachable } from '@standardiste/shared/errors/callbot-error.ts';
import * as agent from './answer.ts';
import type { CallEffect } from './call-effect.ts';
import type { CallEvent, CallEventOf, TimerName } from './call-event.ts';
import type { CallState } from './call-state.ts';
import { callOutcome } from './call-outcome.ts';
import { patch, type Draft } from './draft.ts';
import { onCallerIdentified, onCallResumed, onCallStarted, onIdentityTimer } from './greet.ts';
import { onDigit } from './keypad.ts';
import { onDuration } from './limits.ts';
import * as caller from './listen.ts';
import { onPreparedToolCall } from './look-ahead.ts';
import { onSilence } from './silence.ts';
import { onWatchdog, watch } from './watchdog.ts';
import { onToolDone, onToolFailed, onToolTimer, onToolWithdrawn } from './tool-results.ts';

/**
 * The conversation: what happens next, given where the call stands and what just happened. Pure: it reads no clock, opens
 * nothing and can be replayed. The shell performs the effects in order and reports what comes of them as further events.
 */
export function advanceCall(
  state: CallState,
  event: CallEvent,
): { readonly state: CallState; readonly effects: readonly CallEffect[] } {
  if (state.stage === 'ended') return { state, effects: afterTheEnd(state, event) };
  if (state.stage === 'transfer' && !goesOnAfterTransfer(event)) return { state, effects: [] };
  const draft: Draft = { state, effects: [], atMs: event.atMs };
  handle(draft, event);
  watch(draft, event);
  return { state: draft.state, effects: draft.effects };
}

/** Nothing happens after the end, except that a call which the carrier still holds open is hung up. */
function afterTheEnd(state: CallState, event: CallEvent): readonly CallEffect[] {
  return event.type === 'call-resumed' ? [{ type: 'hang-up', outcome: callOutcome(state) }] : [];
}

/** A person is rung, or talks: what still comes from this side is of no interest until the caller is back or gone. */
function goesOnAfterTransfer({ type }: CallEvent): boolean {
  return type === 'call-resumed' || type === 'carrier-stopped';
}

function handle(draft: Draft, event: CallEvent): void {
  switch (event.type) {
    case 'call-started':
      return onCallStarted(draft);
    case 'call-resumed':
      return onCallResumed(draft);
    case 'caller-identified':
      return onCallerIdentified(draft, event);
    case 'caller-voice-start':
      return caller.onVoiceStart(draft, event);
    case 'caller-voice-end':
      return caller.onVoiceEnd(draft, event);
    case 'caller-interim':
      return caller.onInterim(draft, event);
    case 'caller-final':
      return caller.onFinal(draft, event);
    case 'dtmf':
      return onDigit(draft, event);
    case 'agent-first-token':
      return agent.onFirstToken(draft, event);
    case 'agent-phrase-start':
      return agent.onPhraseStart(draft, event);
    case 'agent-audio-ready':
      return agent.onAudioReady(draft, event);
    case 'agent-phrase-failed':
      return agent.onPhraseFailed(draft, event);
    case 'agent-tool-call':
      return agent.onToolCall(draft, event);
    case 'prepared-tool-call':
      return onPreparedToolCall(draft, event);
    case 'agent-response-end':
      return agent.onResponseEnd(draft, event);
    case 'agent-response-failed':
      return agent.onResponseFailed(draft, event);
    case 'turn-played':
      return agent.onTurnPlayed(draft, event);
    case 'turn-cut':
      return agent.onTurnCut(draft, event);
    case 'tool-done':
      return onToolDone(draft, event);
    case 'tool-failed':
      return onToolFailed(draft, event);
    case 'tool-withdrawn':
      return onToolWithdrawn(draft, event);
    case 'timer':
      return onTimer(draft, event);
    case 'recognition-failed':
      return agent.failForGood(draft);
    case 'carrier-stopped':
      return patch(draft, { stage: 'ended', outcome: callOutcome(draft.state) });
    default:
      return unreachable(event);
  }
}

const timers: Readonly<Record<Exclude<TimerName, `tool:${string}`>, (draft: Draft) => void>> = {
  identity: onIdentityTimer,
  'end-of-turn': caller.onEndOfTurn,
  'barge-in-hold': caller.onBargeInHold,
  'barge-in-commit': caller.onBargeInCommit,
  'barge-in-resume': caller.onBargeInResume,
  filler: agent.onFiller,
  model: agent.onModelTimer,
  silence: onSilence,
  monologue: caller.onMonologue,
  duration: onDuration,
  watchdog: onWatchdog,
};

function onTimer(draft: Draft, { name }: CallEventOf<'timer'>): void {
  if (name.startsWith('tool:')) return onToolTimer(draft, name.slice('tool:'.length));
  timers[name as keyof typeof timers](draft);
}
