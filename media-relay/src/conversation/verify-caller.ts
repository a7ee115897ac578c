import { isSameLastName } from '@standardiste/shared/french/same-last-name.ts';
import type { ModelToolCall } from '../engine/language-model.ts';
import { appointmentPhrases } from './appointment-phrases.ts';
import type { CallState, HistoryEntry } from './call-state.ts';
import { closeTurn, patch, patchAgent, remember, say, type Draft } from './draft.ts';
import { goOnWithTurn } from './go-on-with-turn.ts';
import { runTool } from './run-tool.ts';

const maxWrongNames = 2;

/**
 * The caller has said their last name; the agent has the floor. Right: what was asked for goes on. Wrong: once more, then a person
 * calls back. A number without a record is asked the same and told the same, so that nobody learns which numbers are known.
 */
export function onLastNameSaid(draft: Draft, text: string): void {
  const { verification } = draft.state;
  if (verification?.step !== 'asked') return closeTurn(draft);
  // It was compared, which cannot be taken back.
  patchAgent(draft, { isAnswer: true });
  if (isCallersName(draft.state, text)) return goOn(draft, verification.call);
  const wrongCount = verification.wrongCount + 1;
  if (wrongCount < maxWrongNames) {
    patch(draft, { verification: { ...verification, wrongCount } });
    say(draft, appointmentPhrases.askLastNameAgain);
    return closeTurn(draft);
  }
  patch(draft, {
    stage: 'converse',
    verification: { step: 'refused' },
    hasCallBackPromise: true,
  });
  say(draft, appointmentPhrases.notVerified);
  closeTurn(draft);
}

function isCallersName({ caller }: CallState, text: string): boolean {
  return caller?.kind === 'known' && isSameLastName(text, caller.lastName);
}

/** Runs what the model had asked for, in this turn: for the model it is as if it had asked for it only now. */
function goOn(draft: Draft, asked: ModelToolCall): void {
  const { agentTurn, history } = draft.state;
  patch(draft, {
    stage: 'converse',
    verification: { step: 'verified' },
    history: withoutCall(history, asked.toolCallId),
  });
  const turnId = agentTurn?.turnId ?? 0;
  remember(draft, { role: 'agent', turnId, text: '', toolCalls: [asked] });
  runTool(draft, asked);
  goOnWithTurn(draft);
}

/** A call has one result, and that comes right after it. */
function withoutCall(history: readonly HistoryEntry[], toolCallId: string): HistoryEntry[] {
  return history
    .filter((entry) => entry.role !== 'tool' || entry.toolCallId !== toolCallId)
    .map((entry) =>
      entry.role === 'agent'
        ? { ...entry, toolCalls: entry.toolCalls.filter((call) => call.toolCallId !== toolCallId) }
        : entry,
    );
}
