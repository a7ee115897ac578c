import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { isOpenAt } from '@standardiste/shared/contracts/opening-hours.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { ModelMessage, ModelRequest } from '../engine/language-model.ts';
import { conversationTools } from '../tools/conversation-tools.ts';
import type { ToolDefinition } from '../tools/tool.ts';
import type { CallState } from './call-state.ts';
import { linksFor } from './send-link.ts';
import { patch, patchAgent, setTimer, type Draft } from './draft.ts';
import { isUnverified, isVerificationRefused } from './verification.ts';

/** How often one turn may ask the model: the first answer, and one more after each round of tools. */
export const maxModelSteps = 4;

/** Lets the model answer in the open turn. */
export function askModel(draft: Draft): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined) return;
  patchAgent(draft, {
    model: 'running',
    modelSteps: turn.modelSteps + 1,
    isHandled: false,
    hasNewResult: false,
  });
  if (draft.state.preparation?.turnId === turn.turnId) {
    patch(draft, { preparation: undefined });
    draft.effects.push({ type: 'take-answer', turnId: turn.turnId });
  } else {
    draft.effects.push({
      type: 'ask-model',
      turnId: turn.turnId,
      request: modelRequest(draft.state, draft.atMs),
    });
  }
  setTimer(draft, 'model', draft.state.timings.modelMs);
}

/** What the model gets to see. */
export function modelRequest(state: CallState, nowMs: number): ModelRequest {
  const { profile } = state;
  return {
    messages: modelMessages(state),
    tools: toolsOf(state, nowMs),
    facts: {
      nowMs,
      profile,
      stage: state.stage,
      caller: knownOf(state),
      offeredSlots: state.offeredSlots,
      booked: state.booked,
      appointments: state.appointments ?? [],
      changed: state.changed,
      leadCaptured: state.leadCaptured !== null,
      misunderstoodCount: state.misunderstoodCount,
    },
  };
}

/** Who calls, as far as a model may know: what it does not know it cannot tell to somebody who has not been verified. */
function knownOf(state: CallState): CallerIdentity {
  const { caller, callerPhone } = state;
  if (caller?.kind === 'known' && isUnverified(state)) {
    return { ...caller, lastName: '', nextAppointment: null };
  }
  return (
    caller ??
    (callerPhone === null ? { kind: 'anonymous' } : { kind: 'unknown', phone: callerPhone })
  );
}

/** The history as heard. A tool call whose result never came is left out: vendors refuse a call without its result. */
function modelMessages(state: CallState): ModelMessage[] {
  const answered = new Set(
    state.history.flatMap((entry) => (entry.role === 'tool' ? [entry.toolCallId] : [])),
  );
  return state.history.flatMap((entry): ModelMessage[] => {
    if (entry.role === 'caller') return [{ role: 'caller', text: entry.text }];
    if (entry.role === 'tool') {
      const { toolCallId, name, result } = entry;
      return [{ role: 'tool', toolCallId, name, result }];
    }
    const toolCalls = entry.toolCalls.filter((call) => answered.has(call.toolCallId));
    if (entry.text === '' && toolCalls.length === 0) return [];
    return [{ role: 'agent', text: entry.text, ...(toolCalls.length > 0 ? { toolCalls } : {}) }];
  });
}

/**
 * What a model may do in this call at all; whether it may do it now is decided when it does. Only a caller whose number the carrier
 * shows has appointments of their own, and a person can be rung only while somebody is there, once.
 */
export function toolsOf(state: CallState, nowMs: number): readonly ToolDefinition[] {
  const { profile, callerPhone } = state;
  const { actions } = profile;
  const hasOwn = callerPhone !== null && !isVerificationRefused(state);
  const mayMove = hasOwn && actions.includes('move');
  const mayCancel = hasOwn && actions.includes('cancel');
  const { find_slots, propose_appointment } = conversationTools;
  const { list_appointments, move_appointment, cancel_appointment } = conversationTools;
  return [
    ...(actions.includes('book') || mayMove ? [find_slots] : []),
    ...(actions.includes('book') ? [propose_appointment] : []),
    ...(mayMove || mayCancel ? [list_appointments] : []),
    ...(mayMove ? [move_appointment] : []),
    ...(mayCancel ? [cancel_appointment] : []),
    ...(linksFor(state).length > 0 ? [conversationTools.send_link] : []),
    ...(mayTransfer(state, nowMs) ? [conversationTools.transfer_call] : []),
    ...allowedTools(profile),
  ];
}

function mayTransfer({ profile, hasTriedTransfer }: CallState, nowMs: number): boolean {
  const { transfer, timeZone } = profile;
  if (transfer === undefined || hasTriedTransfer) return false;
  return isOpenAt(transfer.openingHours ?? profile.openingHours, timeZone, nowMs);
}

/** What does not depend on who calls. */
export function allowedTools({ actions }: Profile): readonly ToolDefinition[] {
  return [
    ...(actions.includes('answer') ? [conversationTools.search_knowledge] : []),
    ...(actions.includes('capture-lead') ? [conversationTools.capture_lead] : []),
    conversationTools.request_call_back,
    conversationTools.end_call,
  ];
}
