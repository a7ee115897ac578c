import type { CallOutcome } from '@standardiste/shared/contracts/events.ts';

/** What advisors read in the CRM. */
const labels = {
  'appointment-booked': 'Rendez-vous pris',
  'appointment-moved': 'Rendez-vous déplacé',
  'appointment-cancelled': 'Rendez-vous annulé',
  'lead-captured': 'Coordonnées laissées',
  'question-answered': 'Réponse donnée',
  transferred: 'Transféré à un conseiller',
  'call-back-promised': 'À rappeler',
  abandoned: 'Abandon',
  'no-action': 'Sans suite',
  'technical-failure': 'Incident technique',
} as const satisfies Record<CallOutcome, string>;

/** The outcome in French, for the call's disposition; a fault after which a call-back was promised says so. */
export function outcomeLabel(outcome: CallOutcome, callBackPromised = false): string {
  const isOwed = callBackPromised && outcome === 'technical-failure';
  return isOwed ? `${labels[outcome]} – à rappeler` : labels[outcome];
}
