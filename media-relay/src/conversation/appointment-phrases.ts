/**
 * What code says about appointments that exist: what they are, what is about to become of them, and what has. Short, polite, one
 * idea per sentence.
 */
const anythingElse = ' Puis-je faire autre chose pour vous ?';
const sms = ' Vous allez recevoir un SMS.';

/** « mardi 24 novembre à 10 heures, avec Sophie » */
const slot = (when: string, advisor: string): string => `${when}, avec ${advisor}`;

export const appointmentPhrases = {
  none: 'Je ne vois pas de rendez-vous à votre nom.',
  /** `spoken`: each as « mardi 24 novembre à 10 heures, avec Sophie ». */
  existing(spoken: readonly string[]): string {
    const [only = ''] = spoken;
    if (spoken.length === 1) return `Vous avez rendez-vous ${only}.`;
    return `Vous avez ${spoken.length} rendez-vous : ${spoken.join(' ; ')}.`;
  },
  /** Said after `existing`. */
  perhapsMore: "Je n'ai pas pu consulter tous les agendas.",
  whichToCancel: 'Lequel souhaitez-vous annuler ?',
  whichToMove: 'Lequel souhaitez-vous déplacer ?',

  askLastName: 'Pour votre sécurité, quel est votre nom de famille ?',
  askLastNameAgain: "Excusez-moi. Pouvez-vous redire votre nom de famille, et l'épeler ?",
  /** After the second name: neither which was expected nor whether the number is known. */
  notVerified:
    'Je ne peux pas vérifier votre identité. Un conseiller va vous rappeler. Puis-je faire autre chose pour vous ?',

  readBackMove: (from: string, to: string, advisor: string) =>
    `Je déplace votre rendez-vous ${of(from)} ${until(to)}, avec ${advisor}. C'est bien cela ?`,
  readBackCancel: (when: string) => `J'annule votre rendez-vous ${of(when)}. Vous confirmez ?`,

  moved: (when: string, advisor: string, withSms: boolean) =>
    `C'est fait : ${slot(when, advisor)}.${withSms ? sms : ''}${anythingElse}`,
  cancelled: (withSms: boolean) => `C'est annulé.${withSms ? sms : ''}${anythingElse}`,
  movedLate: (when: string, advisor: string) =>
    `Votre rendez-vous est maintenant déplacé : ${slot(when, advisor)}.${anythingElse}`,
  cancelledLate: `Votre rendez-vous est maintenant annulé.${anythingElse}`,

  /** The request was taken back in time: certainly nothing has happened. */
  unchanged: `Je n'arrive pas à joindre l'agenda. Votre rendez-vous n'a pas changé. Un conseiller vous rappellera.${anythingElse}`,
  /** The calendar gave up, and nobody can tell here how far it came. */
  uncertain: `L'agenda ne m'a pas répondu correctement. Un conseiller vous rappellera pour confirmer.${anythingElse}`,
  failedLate: `Finalement, votre rendez-vous n'a pas pu être modifié. Un conseiller vous rappellera.${anythingElse}`,
  gone: "Je ne retrouve plus ce rendez-vous. Souhaitez-vous qu'un conseiller vous rappelle ?",
  tooLate:
    "Ce rendez-vous a déjà commencé, je ne peux plus le modifier. Souhaitez-vous qu'un conseiller vous rappelle ?",
  limitReached:
    "Vous avez déjà plusieurs rendez-vous à venir, je ne peux pas en ajouter. Souhaitez-vous qu'un conseiller vous rappelle ?",

  /** Another relay took the call over while the calendar was at work. */
  resumed: 'Excusez-moi, la ligne a été coupée un instant. Je termine votre demande.',
} as const;

/** « du mardi 24 novembre … », « d'aujourd'hui … » */
function of(when: string): string {
  return when.startsWith('aujourd') ? `d'${when}` : `du ${withoutTomorrow(when)}`;
}

/** « au jeudi 26 novembre … », « à aujourd'hui, … » */
function until(when: string): string {
  return when.startsWith('aujourd') ? `à ${when}` : `au ${withoutTomorrow(when)}`;
}

/** « demain mardi 24 novembre » goes without « demain » after « du » and « au ». */
function withoutTomorrow(when: string): string {
  return when.replace(/^demain /, '');
}
