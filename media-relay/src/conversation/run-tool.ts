import { conversationTools } from '../tools/conversation-tools.ts';
import { slotId } from '../tools/offered-slots.ts';
import { resolveSlotWish } from '../tools/slot-wish.ts';
import { mergeLead, missingLeadFields } from '../tools/lead-draft.ts';
import type { ModelToolCall } from '../engine/language-model.ts';
import { appointmentRunners } from './appointments.ts';
import { toolsOf } from './ask-model.ts';
import { readBackBooking } from './book.ts';
import { readBackLead } from './confirm.ts';
import { patch, patchAgent, say, type Draft } from './draft.ts';
import { takeLookAhead } from './look-ahead.ts';
import { phrases } from './phrases.ts';
import { maxProposals, ownAdvisorId, takePrefetched } from './prefetch-slots.ts';
import { answerTool, requestTool } from './request-tool.ts';
import { sendLink } from './send-link.ts';
import { sayGoodbye } from './silence.ts';
import { checked, refused, type Runner } from './tool-runner.ts';

/**
 * Does what the model asked for, if the conversation allows it. What it may do is decided here, by state, whatever the prompt
 * or the model believe.
 */
export function runTool(draft: Draft, call: ModelToolCall): void {
  const run = runners[call.name];
  const isAllowed = toolsOf(draft.state, draft.atMs).some(({ name }) => name === call.name);
  if (run === undefined || !isAllowed) return answerTool(draft, call, refused('no such tool'));
  if (draft.state.stage !== 'converse' || draft.state.agentTurn?.isHandled) {
    return answerTool(draft, call, refused(`not possible in stage ${draft.state.stage}`));
  }
  run(draft, call);
}

const runners: Readonly<Record<string, Runner>> = {
  find_slots: checked(conversationTools.find_slots.arguments, (draft, call, input) => {
    const { profile } = draft.state;
    const wish = resolveSlotWish(input.when, { nowMs: draft.atMs, timeZone: profile.timeZone });
    if (wish.type === 'unclear-date') return answerTool(draft, call, { ...wish });
    const asked = profile.advisors.find(
      ({ firstName }) => firstName.toLowerCase() === input.advisor?.toLowerCase(),
    );
    const advisorId = asked?.id ?? ownAdvisorId(draft.state);
    if (wish.windows.length === 0 && takePrefetched(draft, call, advisorId)) return;
    requestTool(draft, call.name, 'calendar.find-slots', draft.state.timings.lookupMs, {
      toolCallId: call.toolCallId,
      arguments: { windows: wish.windows, advisorId, limit: maxProposals },
    });
  }),

  propose_appointment: checked(
    conversationTools.propose_appointment.arguments,
    (draft, call, input) => {
      const slot = draft.state.offeredSlots.find((offered) => slotId(offered) === input.slotId);
      if (slot === undefined) {
        return answerTool(
          draft,
          call,
          refused('only a slot that find_slots returned can be proposed'),
        );
      }
      answerTool(draft, call, { type: 'confirming' });
      readBackBooking(draft, slot);
    },
  ),

  ...appointmentRunners,

  search_knowledge: checked(conversationTools.search_knowledge.arguments, (draft, call, input) => {
    if (takeLookAhead(draft, call, input.question)) return;
    requestTool(draft, call.name, 'knowledge.search', draft.state.timings.knowledgeMs, {
      toolCallId: call.toolCallId,
      arguments: { question: input.question, limit: 3 },
    });
  }),

  capture_lead: checked(conversationTools.capture_lead.arguments, (draft, call, input) => {
    const { lead, invalid } = mergeLead(draft.state.lead, input);
    patch(draft, { lead });
    const fields = missingLeadFields(lead, draft.state.callerPhone);
    if (fields.length > 0) return answerTool(draft, call, { type: 'missing', fields, invalid });
    answerTool(draft, call, { type: 'confirming' });
    readBackLead(draft);
  }),

  send_link: sendLink,

  request_call_back: checked(conversationTools.request_call_back.arguments, (draft, call) => {
    if (draft.state.callerPhone === null && draft.state.lead.phone === null) {
      return answerTool(draft, call, refused('no number to call back: capture_lead first'));
    }
    patch(draft, { hasCallBackPromise: true });
    answerTool(draft, call, { type: 'recorded' });
    patchAgent(draft, { isHandled: true });
    say(draft, phrases.callBackNoted);
  }),

  transfer_call: checked(conversationTools.transfer_call.arguments, (draft, call) => {
    answerTool(draft, call, { type: 'connecting' });
    patch(draft, { hasTriedTransfer: true });
    patchAgent(draft, { isHandled: true, isProtected: true, afterwards: 'transfer' });
    say(draft, phrases.transferring);
  }),

  end_call: checked(conversationTools.end_call.arguments, (draft, call) => {
    answerTool(draft, call, { type: 'ending' });
    patchAgent(draft, { isHandled: true, isProtected: true, afterwards: 'hang-up' });
    sayGoodbye(draft);
  }),
};
