import type { CallEvent } from './call-event.ts';
import { closeTurn, openTurn, patch, patchAgent, say, type Draft } from './draft.ts';
import { giveUpTools } from './give-up-tools.ts';
import { phrases } from './phrases.ts';
import { armSilence } from './silence.ts';

/** Timers that bring the conversation on by themselves. */
const driving = ['silence', 'end-of-turn', 'identity'] as const;

/**
 * Keeps the invariant that no call is ever stuck: after every event somebody speaks, a tool runs, or a timer is armed that brings the
 * conversation on. If none is, silence begins to count.
 */
export function watch(draft: Draft, event: CallEvent): void {
  patch(draft, { armedTimers: armedAfter(draft, event) });
  const { stage, agentTurn, pendingTools, armedTimers } = draft.state;
  if (stage === 'ended' || stage === 'transfer') return;
  if (agentTurn !== undefined) {
    // Someone speaks, or should: it must come to an end.
    draft.effects.push({
      type: 'set-timer',
      name: 'watchdog',
      delayMs: draft.state.timings.watchdogMs,
    });
    return patch(draft, { armedTimers: [...new Set([...armedTimers, 'watchdog' as const])] });
  }
  if (pendingTools.length > 0 || driving.some((name) => armedTimers.includes(name))) return;
  patch(draft, { watchdogCount: draft.state.watchdogCount + 1 });
  armSilence(draft);
  patch(draft, { armedTimers: [...armedTimers, 'silence'] });
}

function armedAfter(draft: Draft, event: CallEvent) {
  const armed = new Set(draft.state.armedTimers);
  if (event.type === 'timer') armed.delete(event.name);
  for (const effect of draft.effects) {
    if (effect.type === 'set-timer') armed.add(effect.name);
    if (effect.type === 'cancel-timer') armed.delete(effect.name);
  }
  return [...armed];
}

/** The agent has had the floor for long and nothing came of it: apologise and listen. */
export function onWatchdog(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined) return;
  giveUpTools(draft);
  patch(draft, { watchdogCount: draft.state.watchdogCount + 1 });
  draft.effects.push({ type: 'cut-turn', turnId: turn.turnId });
  if (turn.afterwards !== 'listen') return;
  patch(draft, { agentTurn: undefined, confirmation: undefined });
  if (draft.state.stage !== 'disclose') patch(draft, { stage: 'converse' });
  openTurn(draft);
  patchAgent(draft, { isAnswer: true });
  say(draft, phrases.notUnderstood);
  closeTurn(draft);
}
