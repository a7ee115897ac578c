import { appointmentPhrases } from './appointment-phrases.ts';
import type { CallEventOf } from './call-event.ts';
import type { PendingTool } from './call-state.ts';
import { isCommitment } from './commitment.ts';
import {
  closeTurn,
  openTurn,
  patch,
  say,
  sayTurn,
  setTimer,
  cancelTimer,
  type Draft,
} from './draft.ts';
import { armDuration } from './limits.ts';
import { phrases } from './phrases.ts';
import { prefetchSlots } from './prefetch-slots.ts';

/** The first words: who answers, and that it is a machine. They cannot be interrupted. */
export function onCallStarted(draft: Draft): void {
  armDuration(draft);
  openTurn(draft, { isProtected: true });
  say(draft, phrases.disclosure(draft.state.profile));
  setTimer(draft, 'identity', draft.state.timings.identityMs);
  prefetchSlots(draft);
  if (draft.state.caller !== null) greet(draft);
}

export function onCallResumed(draft: Draft): void {
  const { stage } = draft.state;
  if (stage === 'disclose' || stage === 'identify') return onCallStarted(draft);
  armDuration(draft);
  const agreed = draft.state.pendingTools.find(({ name }) => isCommitment(name));
  patch(draft, {
    armedTimers: [],
    agentTurn: undefined,
    pendingTools: agreed === undefined ? [] : [agreed],
    preparation: undefined,
    lookAhead: undefined,
    prefetch: undefined,
  });
  if (agreed !== undefined) return waitForOutcome(draft, agreed);
  if (stage === 'transfer') {
    patch(draft, { stage: 'converse' });
    return sayTurn(draft, phrases.nobodyAnswered);
  }
  const question = { confirm: draft.state.lastAgentText, verify: appointmentPhrases.askLastName };
  const again = stage === 'confirm' || stage === 'verify' ? ` ${question[stage]}` : '';
  sayTurn(draft, phrases.resumed + again);
}

/** The caller has agreed already: nothing is asked again, the outcome comes to this relay. */
function waitForOutcome(draft: Draft, { name, toolCallId }: PendingTool): void {
  openTurn(draft, { isProtected: true });
  say(draft, name === 'book' ? phrases.resumedBooking : appointmentPhrases.resumed);
  setTimer(draft, `tool:${toolCallId}`, draft.state.timings.bookingMs);
}

/** The CRM has answered. In time for the greeting or not, the facts are there from now on. */
export function onCallerIdentified(draft: Draft, event: CallEventOf<'caller-identified'>): void {
  patch(draft, { caller: event.caller });
  prefetchSlots(draft);
  if (draft.state.stage === 'disclose') greet(draft);
}

/** The look-up is late: the greeting goes on without it. */
export function onIdentityTimer(draft: Draft): void {
  if (draft.state.stage === 'disclose') greet(draft);
}

function greet(draft: Draft): void {
  cancelTimer(draft, 'identity');
  patch(draft, { stage: 'identify' });
  say(draft, phrases.greeting(draft.state.caller, draft.state.profile));
  closeTurn(draft);
}
