import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Appointment, Slot } from '@standardiste/shared/contracts/tools.ts';
import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';
import { writePhone } from './message-text.ts';
import type { Change } from './offer.ts';

const verbs: Readonly<Record<Change, string>> = { move: 'déplacer', cancel: 'annuler' };

/** What is answered by text message: short, since two segments hold some 300 characters, the company's name included. */
export function replyTexts(profile: Profile) {
  const phone = writePhone(profile.calledNumbers[0] ?? '');
  const at = ({ startAt }: { startAt: string }): string =>
    writeDateTime(Date.parse(startAt), profile.timeZone);
  const withAdvisor = (slot: Slot, appointment: Appointment): string => {
    const advisor = profile.advisors.find(({ id }) => id === slot.advisorId);
    const isOther = slot.advisorId !== appointment.advisorId;
    return `${at(slot)}${isOther && advisor !== undefined ? ` avec ${advisor.firstName}` : ''}`;
  };
  return {
    noted: (atMs: number | undefined) =>
      `Merci, c'est noté.${atMs === undefined ? '' : ` À ${writeDateTime(atMs, profile.timeZone)}.`}`,
    help: `Répondez DEPLACER ou ANNULER pour changer un rendez-vous, ou posez votre question. Téléphone : ${phone}. STOP pour ne plus recevoir de SMS.`,
    callUs: `Merci de votre message. Pour toute question, appelez le ${phone}. Répondez STOP pour ne plus recevoir de SMS.`,
    callToChange: (change: Change) =>
      `Pour ${verbs[change]} votre rendez-vous, appelez le ${phone}.`,
    person: `Pour parler à un conseiller, appelez le ${phone}.`,
    emergency: "En cas d'urgence, appelez le 15 ou le 112.",
    noAppointment: `Nous ne trouvons aucun rendez-vous à venir avec votre numéro. Appelez le ${phone}.`,
    whichAppointment: (change: Change, appointments: readonly Appointment[]) =>
      `Quel rendez-vous voulez-vous ${verbs[change]} ? Répondez ${choices(appointments.map(at))}.`,
    confirm: (change: Change, appointment: Appointment) =>
      `Pour ${verbs[change]} votre rendez-vous du ${at(appointment)}, répondez 1.`,
    slots: (appointment: Appointment, slots: readonly Slot[]) =>
      `Pour déplacer votre rendez-vous du ${at(appointment)}, répondez ${choices(slots.map((slot) => withAdvisor(slot, appointment)))}. Ou écrivez un autre jour.`,
    alternatives: (appointment: Appointment, slots: readonly Slot[]) =>
      `Rien n'est libre à ce moment. Répondez ${choices(slots.map((slot) => withAdvisor(slot, appointment)))}. Ou écrivez un autre jour.`,
    taken: (appointment: Appointment, slots: readonly Slot[]) =>
      `Ce créneau n'est plus libre, votre rendez-vous n'est pas changé. Répondez ${choices(slots.map((slot) => withAdvisor(slot, appointment)))}.`,
    noSlot: `Nous ne trouvons aucun créneau libre. Écrivez un autre jour, ou appelez le ${phone}.`,
    badChoice: (count: number) =>
      count === 0
        ? 'Quel jour vous conviendrait ? Par exemple : jeudi matin.'
        : count === 1
          ? 'Répondez 1 pour accepter.'
          : `Répondez par le chiffre de votre choix, de 1 à ${count}.`,
    expired: (change: Change) =>
      `Cette proposition n'est plus valable. Répondez ${change === 'move' ? 'DEPLACER' : 'ANNULER'} pour recommencer.`,
    kept: "C'est noté, votre rendez-vous n'est pas changé.",
    moved: (appointment: Appointment) => `Votre rendez-vous est déplacé : ${at(appointment)}.`,
    cancelled: (appointment: Appointment) => `Votre rendez-vous du ${at(appointment)} est annulé.`,
    tooLate: `Ce rendez-vous a déjà commencé. Appelez le ${phone}.`,
    calendarDown: `Notre agenda ne répond pas, votre rendez-vous n'est pas changé. Réessayez plus tard ou appelez le ${phone}.`,
    notDone: `Votre demande n'a pas pu être traitée. Appelez le ${phone}.`,
    unknown: `Nous n'avons pas cette information par SMS. Appelez le ${phone}, un conseiller vous répondra.`,
    knowledgeDown: `Nous ne pouvons pas vous répondre pour le moment. Appelez le ${phone}.`,
  };
}

/** « 1 : mardi …, 2 : jeudi … ou 3 : vendredi … » */
function choices(texts: readonly string[]): string {
  const numbered = texts.map((text, index) => `${index + 1} : ${text}`);
  const last = numbered.pop() ?? '';
  return numbered.length === 0 ? last : `${numbered.join(', ')} ou ${last}`;
}
