import type { CallOutcome, CallSummary } from '@standardiste/shared/contracts/events.ts';
import { fitSummary } from '@standardiste/shared/contracts/fit-summary.ts';
import { askedWithoutAnswer } from './open-questions.ts';
import { sentimentOf } from './sentiment-words.ts';
import type { CallToSummarise } from '../integrations/summaries/summaries.ts';

/** What an outcome says by itself. Scores: how far the caller has gone, measured by what they gave. */
const byOutcome = {
  'appointment-booked': {
    told: 'a pris rendez-vous',
    agreed: (call) => `Le rendez-vous est fixé au ${call.appointment ?? 'moment convenu'}.`,
    nextStep: 'Préparer le rendez-vous.',
    leadScore: 90,
  },
  'appointment-moved': {
    told: 'a déplacé son rendez-vous',
    agreed: (call) =>
      `Le rendez-vous est maintenant fixé au ${call.appointment ?? 'moment convenu'}.`,
    nextStep: 'Préparer le rendez-vous.',
    leadScore: 80,
  },
  'appointment-cancelled': {
    told: 'a annulé son rendez-vous',
    agreed: (call) => `Le rendez-vous du ${call.appointment ?? 'jour convenu'} n'aura pas lieu.`,
    nextStep: "Rappeler l'appelant pour convenir d'une suite.",
    leadScore: 30,
  },
  'lead-captured': {
    told: 'a laissé ses coordonnées',
    agreed: () => 'Un conseiller doit rappeler.',
    nextStep: "Rappeler l'appelant.",
    leadScore: 70,
  },
  'question-answered': {
    told: 'a posé une question et a eu une réponse',
    agreed: () => "Rien d'autre n'a été convenu.",
    nextStep: null,
    leadScore: 50,
  },
  transferred: {
    told: 'a été transféré à un conseiller',
    agreed: () => "La suite s'est faite avec le conseiller.",
    nextStep: null,
    leadScore: 60,
  },
  'call-back-promised': {
    told: 'a demandé à être rappelé',
    agreed: () => 'Un rappel a été promis.',
    nextStep: "Rappeler l'appelant.",
    leadScore: 60,
  },
  abandoned: {
    told: "a raccroché avant la fin de l'échange",
    agreed: () => "Rien n'a été convenu.",
    nextStep: null,
    leadScore: 20,
  },
  'no-action': {
    told: 'a appelé sans donner suite',
    agreed: () => "Rien n'a été convenu.",
    nextStep: null,
    leadScore: 10,
  },
  'technical-failure': {
    told: "a appelé, mais un incident technique a interrompu l'échange",
    agreed: () => "L'appelant n'a pas obtenu ce qu'il demandait.",
    nextStep: "Rappeler l'appelant.",
    leadScore: 40,
  },
} as const satisfies Record<
  CallOutcome,
  {
    told: string;
    agreed: (call: CallToSummarise) => string;
    nextStep: string | null;
    leadScore: number;
  }
>;

const byName = (name: string | null): string => name ?? "L'appelant";

/** A summary from what is known for sure: for calls that no model has read. The same call gives the same summary. */
export function summariseByRules(call: CallToSummarise): CallSummary {
  const { told, agreed, nextStep, leadScore } = byOutcome[call.outcome];
  const openQuestions = askedWithoutAnswer(call.turns);
  const isSilent = !call.turns.some(({ role }) => role === 'caller');
  const first = isSilent
    ? `${byName(call.callerName)} a appelé sans rien dire.`
    : `${byName(call.callerName)} ${told}.`;
  const fitted = fitSummary({
    summary: `${first} ${agreed(call)}`,
    nextStep: nextStep ?? (openQuestions.length > 0 ? "Répondre à l'appelant." : null),
    sentiment: sentimentOf(call.turns),
    leadScore: isSilent ? 0 : leadScore,
    openQuestions,
  });
  if (fitted === undefined) throw new TypeError('expected a summary by rules to fit');
  return fitted;
}
