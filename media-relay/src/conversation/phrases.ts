import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { splitPhrases } from '@standardiste/shared/french/split-sentences.ts';
import { plainName } from './plain-name.ts';

/**
 * What code says by itself, word for word: what the law, the truth or speed demands and no model may phrase. Short, polite, one
 * idea per sentence.
 */
export const phrases = {
  disclosure: (profile: Profile) =>
    `Bonjour, ${profile.companyName} à votre écoute. ` +
    'Je suis un assistant vocal, une intelligence artificielle.' +
    (profile.recording.enabled ? ' Cet appel est enregistré.' : ''),

  greeting(caller: CallerIdentity | null, profile: Profile): string {
    if (caller === null) return 'Que puis-je faire pour vous ?';
    switch (caller.kind) {
      case 'known': {
        const advisor = profile.advisors.find(({ id }) => id === caller.advisorId);
        const unavailable =
          advisor === undefined ? '' : ` ${advisor.firstName} n'est pas disponible.`;
        const name = plainName(caller.firstName);
        const thanks =
          name === undefined ? 'Merci de votre appel.' : `Merci de votre appel, ${name}.`;
        return `${thanks}${unavailable} Souhaitez-vous un rendez-vous, ou avez-vous une question ?`;
      }
      case 'unknown':
        return 'Je ne retrouve pas votre dossier. Souhaitez-vous qu’un conseiller vous rappelle, ou avez-vous une question ?';
      case 'anonymous':
        return 'Votre numéro est masqué. Souhaitez-vous qu’un conseiller vous rappelle, ou avez-vous une question ?';
    }
  },

  resumedBooking: 'Excusez-moi, la ligne a été coupée un instant. Je termine votre réservation.',
  resumed: 'Excusez-moi, la ligne a été coupée un instant. Je vous écoute.',
  /** Said while a tool works, by tool; the last ones for any. */
  waiting: {
    find_slots: ["Je regarde l'agenda.", "Je consulte l'agenda, un instant."],
    list_appointments: ["Je regarde l'agenda.", "Je consulte l'agenda, un instant."],
    cancel_appointment: ["Je regarde l'agenda.", "Je consulte l'agenda, un instant."],
    book: ['Je réserve, un instant.', "J'inscris le rendez-vous."],
    move: ['Je demande le changement, un instant.'],
    cancel: ["Je demande l'annulation, un instant."],
    search_knowledge: ['Un instant, je regarde.', 'Je cherche la réponse.'],
    any: [
      'Un instant, je vous prie.',
      'Je vérifie, un instant.',
      'Encore un petit instant.',
      "C'est un peu long, je suis désolé.",
    ],
  },

  readBackBooking: (when: string, advisor: string) =>
    `Je récapitule : ${when}, avec ${advisor}. C'est bon pour vous ?`,
  readBackLead: (name: string, phone: string, email: string | null) =>
    `Je récapitule : ${name}, au ${phone}.` +
    (email === null ? '' : ` Votre adresse : ${email}.`) +
    " C'est bien cela ?",
  yesOrNo: 'Pouvez-vous me répondre par oui ou par non ?',

  booked: (when: string, advisor: string, withSms: boolean) =>
    `C'est confirmé : ${when}, avec ${advisor}.` +
    (withSms ? ' Vous allez recevoir un SMS.' : '') +
    ' Puis-je faire autre chose pour vous ?',
  bookingLate: (withSms: boolean) =>
    `L'agenda met du temps à répondre. ${withSms ? 'La confirmation vous parviendra par SMS.' : 'Un conseiller vous rappellera pour confirmer.'} Puis-je faire autre chose pour vous ?`,
  bookedLate: (when: string, advisor: string) =>
    `Votre rendez-vous est maintenant confirmé : ${when}, avec ${advisor}. Puis-je faire autre chose pour vous ?`,
  bookingFailedLate:
    "Finalement, ce rendez-vous n'a pas pu être réservé. Un conseiller vous rappellera. Puis-je faire autre chose pour vous ?",
  bookingFailed:
    "Je n'arrive pas à joindre l'agenda. Rien n'est réservé. Un conseiller vous rappellera. Puis-je faire autre chose pour vous ?",

  leadNoted: "C'est noté. Un conseiller vous rappellera. Puis-je faire autre chose pour vous ?",
  callBackNoted: "C'est noté. Un conseiller vous rappellera. Puis-je faire autre chose pour vous ?",

  transferring: 'Je vous mets en relation. Ne quittez pas.',
  /** The caller is back: nobody has answered. */
  nobodyAnswered: "Personne n'a pu répondre. Souhaitez-vous qu'un conseiller vous rappelle ?",

  emergency:
    'Si quelqu’un est en danger, raccrochez et composez le quinze ou le cent douze. Sinon, je vous écoute.',
  notUnderstood: "Excusez-moi, je n'ai pas compris. Pouvez-vous redire ?",
  useKeypad:
    'Vous pouvez aussi répondre au clavier : tapez un pour un rendez-vous, deux pour une question, trois pour être rappelé.',
  useKeypadYesNo: 'Vous pouvez aussi répondre au clavier : tapez un pour oui, deux pour non.',
  voiceBroke: "Excusez-moi, j'ai été interrompu. Pouvez-vous redire ?",
  oneMinuteLeft: "Il nous reste une minute pour cet appel. Que puis-je faire d'ici là ?",
  timeIsUp: "Nous devons nous arrêter ici. N'hésitez pas à rappeler. Au revoir.",
  stillThere: 'Êtes-vous toujours en ligne ?',
  giveUp: "Je ne vous entends plus. N'hésitez pas à rappeler. Au revoir.",
  goodbye: (profile: Profile) => `Merci d'avoir appelé ${profile.companyName}. Au revoir.`,
  technicalFailure: "J'ai un souci technique. Un conseiller vous rappellera. Au revoir.",
} as const;

const allFillers: readonly string[] = Object.values(phrases.waiting).flat();
/** A voice may be given a filler in two pieces. */
const fillerPhrases = new Set(allFillers.flatMap((text) => [text, ...splitPhrases(text)]));

/** Whether a phrase that is spoken only bridges the time: it answers nothing. */
export function isFiller(phrase: string): boolean {
  return fillerPhrases.has(phrase);
}

/**
 * What is said in the same words in every call of a profile, phrase by phrase: worth keeping as audio. What is needed first comes
 * first; of the greeting of somebody who is known, all but the name.
 */
export function fixedPhrases(profile: Profile): readonly string[] {
  const { disclosure, goodbye, greeting } = phrases;
  const constants = Object.values(phrases).filter((phrase) => typeof phrase === 'string');
  const texts = [
    disclosure(profile),
    greeting(null, profile),
    greeting({ kind: 'anonymous' }, profile),
    greeting({ kind: 'unknown', phone: '' }, profile),
    greeting({ ...someone, advisorId: null }, profile),
    greeting({ ...someone, firstName: '', advisorId: null }, profile),
    ...allFillers,
    ...constants,
    goodbye(profile),
    ...profile.advisors.map(({ id }) => greeting({ ...someone, advisorId: id }, profile)),
  ];
  const fixed = texts.flatMap((text) => splitPhrases(text));
  return [...new Set(fixed.filter((phrase) => !phrase.includes(someone.firstName)))];
}

const someone = {
  kind: 'known',
  record: 'contact',
  recordId: '',
  firstName: 'Zéphyrine',
  lastName: '',
  email: null,
  phone: '',
  ownerId: null,
  nextAppointment: null,
} as const;
