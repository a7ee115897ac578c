import { speakEmail } from '@standardiste/shared/french/speak-email.ts';
import { speakPhone } from '@standardiste/shared/french/speak-phone.ts';
import type { ConversationToolName } from '../tools/conversation-tools.ts';
import { readAgreement } from './agreement.ts';
import { askModel } from './ask-model.ts';
import { askToConfirm } from './ask-to-confirm.ts';
import { book } from './book.ts';
import type { Confirmation, LeadDraft } from './call-state.ts';
import { cancel, move } from './change-appointment.ts';
import { closeTurn, patch, patchAgent, say, type Draft } from './draft.ts';
import { phrases } from './phrases.ts';
import { tellModel } from './tell-model.ts';

const maxConfirmationRetries = 2;

/** Reads name and number back, uninterruptible, and waits for yes or no. */
export function readBackLead(draft: Draft): void {
  const { lead, callerPhone } = draft.state;
  const phone = speakPhone(lead.phone ?? callerPhone ?? '');
  const email = lead.email === null ? null : speakEmail(lead.email);
  const text = phrases.readBackLead(spokenName(lead), phone, email);
  askToConfirm(draft, { kind: 'lead', step: 'asked' }, text);
}

function spokenName(lead: LeadDraft): string {
  return [lead.firstName, lead.lastName].filter((part) => part !== null).join(' ');
}

/** The caller has answered a read-back; the agent has the floor. */
export function onConfirmationAnswer(draft: Draft, text: string): void {
  const { confirmation, confirmationRetries } = draft.state;
  patchAgent(draft, { isAnswer: true });
  switch (readAgreement(text, confirmation?.kind)) {
    case 'yes':
      return agree(draft, confirmation);
    case 'unclear':
      if (confirmationRetries < maxConfirmationRetries && isShort(text)) {
        patch(draft, { confirmationRetries: confirmationRetries + 1 });
        say(draft, phrases.yesOrNo);
        return closeTurn(draft);
      }
      return decline(draft);
    case 'no':
      return decline(draft);
  }
}

function agree(draft: Draft, confirmation: Confirmation | undefined): void {
  switch (confirmation?.kind) {
    case 'book':
      return book(draft, confirmation.slot);
    case 'move':
      return move(draft, confirmation.appointment, confirmation.slot);
    case 'cancel':
      return cancel(draft, confirmation.appointment);
    case 'lead':
    case undefined:
      return noteLead(draft);
  }
}

/** A longer answer than a few words that is neither yes nor no carries a wish of its own: the model takes it up. */
function isShort(text: string): boolean {
  return text.split(/\s+/).length <= 3;
}

/** The model's tool that led to each read-back. */
const toolOf = {
  book: 'propose_appointment',
  move: 'move_appointment',
  cancel: 'cancel_appointment',
  lead: 'capture_lead',
} as const satisfies Record<Confirmation['kind'], ConversationToolName>;

function decline(draft: Draft): void {
  const { confirmation } = draft.state;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (confirmation?.kind === 'lead') patch(draft, { lead: emptyLead });
  tellModel(draft, toolOf[confirmation?.kind ?? 'book'], { type: 'declined' });
  askModel(draft);
}

const emptyLead: LeadDraft = {
  firstName: null,
  lastName: null,
  phone: null,
  email: null,
  interest: null,
};

function noteLead(draft: Draft): void {
  const { lead, callerPhone } = draft.state;
  const phone = lead.phone ?? callerPhone;
  patch(draft, { stage: 'converse', confirmation: undefined });
  if (phone === null || lead.lastName === null) return askModel(draft);
  const captured = { ...lead, lastName: lead.lastName, phone };
  patch(draft, { leadCaptured: captured });
  draft.effects.push({ type: 'publish-lead', lead: captured });
  say(draft, phrases.leadNoted);
  closeTurn(draft);
}
