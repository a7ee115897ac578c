import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { detectIntent, type Intent } from '@standardiste/shared/french/intent.ts';
import type { Step } from './ask.ts';
import type { StandingOffer } from './dialogue.ts';
import type { Change } from './offer.ts';
import type { InboundWish } from './read-words.ts';
import { replyTexts } from './reply-texts.ts';
import { takeOffer } from './take-offer.ts';

/** A message, and what is known of whoever wrote it. */
export interface Received {
  readonly body: string;
  readonly wish: Exclude<InboundWish, 'STOP' | 'START'>;
  readonly standing: StandingOffer | undefined;
  /** The next appointment that we told this phone of. */
  readonly nextAtMs: number | undefined;
  readonly profile: Profile;
  readonly nowMs: number;
}

/** What comes of a message that is no opt-out. Pure. */
export function decideAnswer(received: Received): Step {
  const { wish, profile, nextAtMs } = received;
  const texts = replyTexts(profile);
  const chosen = takeOffer(received);
  if (chosen !== undefined) return chosen;
  switch (wish) {
    case 'cancel':
    case 'move':
      return change(received, wish, true);
    case 'yes':
      return { say: texts.noted(nextAtMs) };
    case 'HELP':
      return { say: texts.help };
    case 'other':
      return answerFreely(received);
  }
}

/** Whose appointment it is the calendar knows; their number is what the message shows. */
function change(received: Received, wish: Change, isCertain: boolean): Step {
  const { profile, body } = received;
  if (!profile.actions.includes(wish)) return { say: replyTexts(profile).callToChange(wish) };
  const when = wish === 'move' ? body : '';
  return { ask: { type: 'appointments', change: wish, isCertain, when } };
}

/** Nothing is answered to courtesy: every answer costs, and invites another. */
const courtesies: ReadonlySet<Intent> = new Set(['thanks', 'goodbye', 'insult', 'wait', 'slower']);

/** As long as the calendar and knowledge tools take. */
const maxQuestionLength = 500;

function answerFreely(received: Received): Step {
  const { body, profile } = received;
  const texts = replyTexts(profile);
  const { intent } = detectIntent(body);
  const isQuestion = body.trim().endsWith('?');
  if (intent === 'emergency') return { say: texts.emergency };
  if (intent === 'move') return change(received, 'move', false);
  // « Puis-je annuler sans frais ? » cancels nothing.
  if (intent === 'cancel' && !isQuestion) return change(received, 'cancel', false);
  if (courtesies.has(intent) && !isQuestion) return {};
  if (intent === 'person') return { say: texts.person };
  if (intent === 'greeting' || intent === 'repeat') return { say: texts.help };
  const question = body.trim().slice(0, maxQuestionLength);
  if (!profile.actions.includes('answer') || !/\p{L}{2}/u.test(question)) {
    return { say: texts.callUs };
  }
  return { ask: { type: 'question', question } };
}
