import type { MessageKind } from '@standardiste/shared/contracts/message-events.ts';

/** What advisors read about a message that never arrived. */
const sentences = {
  booked: 'Le SMS de confirmation du rendez-vous n’est pas arrivé.',
  moved: 'Le SMS annonçant le nouvel horaire n’est pas arrivé.',
  cancelled: 'Le SMS confirmant l’annulation n’est pas arrivé.',
  reminder: 'Le SMS de rappel du rendez-vous n’est pas arrivé.',
  'call-back-note': 'Le SMS annonçant un rappel n’est pas arrivé.',
  'cut-off': 'Le SMS envoyé après la coupure n’est pas arrivé.',
  link: 'Le SMS avec le lien demandé n’est pas arrivé.',
  reply: 'La réponse par SMS n’est pas arrivée.',
} as const satisfies Record<MessageKind, string>;

/** The sentence in French. */
export function undeliveredSentence(kind: MessageKind): string {
  return sentences[kind];
}

const aboutAppointments: readonly MessageKind[] = ['booked', 'moved', 'cancelled', 'reminder'];

/** True when somebody may come at the wrong time, or not at all. */
export function isAboutAppointment(kind: MessageKind): boolean {
  return aboutAppointments.includes(kind);
}
