import type { MessageKind } from '@standardiste/shared/contracts/message-events.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';

/**
 * What the kinds say when the profile has no words of its own. Places: `{bonjour}` « Bonjour Zoé », `{conseiller}` « avec Sophie »
 * with a space before it, `{date}` « mardi 24 novembre à 14 h 30 », `{entreprise}`, `{telephone}` « 01 99 00 00 01 », `{intitule}` and
 * `{lien}` of a link, `{reponse}` of an answer. One segment for usual names; the advisor's first name only.
 */
export const defaultTemplates: Readonly<Record<MessageKind, string>> = {
  booked: '{bonjour}, votre rendez-vous{conseiller} est confirmé : {date}. {entreprise}',
  moved: '{bonjour}, votre rendez-vous{conseiller} est déplacé : {date}. {entreprise}',
  cancelled: '{bonjour}, votre rendez-vous{conseiller} du {date} est annulé. {entreprise}',
  reminder: '{bonjour}, nous vous rappelons votre rendez-vous{conseiller} : {date}. {entreprise}',
  'call-back-note':
    'Bonjour, un conseiller vous rappelle au plus vite. Vous pouvez aussi nous joindre au {telephone}. {entreprise}',
  'cut-off':
    'Bonjour, nous avons été coupés. Vous pouvez nous rappeler au {telephone}. {entreprise}',
  link: 'Bonjour, voici le lien demandé ({intitule}) : {lien} {entreprise}',
  reply: '{reponse} {entreprise}',
};

/** What there is to tell; what is absent leaves its place empty. */
export interface MessageFacts {
  readonly firstName?: string | null;
  readonly advisorId?: string;
  readonly atMs?: number;
  readonly link?: { readonly label: string; readonly url: string };
  readonly answer?: string;
}

/** The words of a message, before they are fitted to the network's alphabet. */
export function messageText(kind: MessageKind, facts: MessageFacts, profile: Profile): string {
  const template = profile.sms.templates?.[kind] ?? defaultTemplates[kind];
  const places = placesOf(facts, profile);
  // One pass: what a caller's name brings along is not read as a place again.
  const text = template.replaceAll(/\{([a-z]+)\}/g, (place, name: string) => places[name] ?? place);
  return text.replaceAll(/ {2,}/g, ' ').trim();
}

/** Marketing names the way out. */
export function withStopNotice(text: string, { sms }: Profile): string | undefined {
  const canBeAnswered = /^\+\d+$/.test(sms.sender);
  const notice = sms.stopNotice ?? (canBeAnswered ? 'Répondez STOP pour refuser' : undefined);
  return notice === undefined ? undefined : `${text} ${notice}`;
}

function placesOf(facts: MessageFacts, profile: Profile): Readonly<Record<string, string>> {
  const { firstName, advisorId, atMs, link, answer } = facts;
  const advisor = profile.advisors.find(({ id }) => id === advisorId);
  return {
    bonjour: firstName ? `Bonjour ${firstName}` : 'Bonjour',
    conseiller: advisor === undefined ? '' : ` avec ${advisor.firstName}`,
    date: atMs === undefined ? '' : writeDateTime(atMs, profile.timeZone),
    entreprise: profile.companyName,
    telephone: writePhone(profile.calledNumbers[0] ?? ''),
    intitule: link?.label ?? '',
    lien: link?.url ?? '',
    reponse: answer ?? '',
  };
}

/** « 01 99 00 00 01 »; a number of another country as it is. */
export function writePhone(phone: string): string {
  const national = /^\+33(\d{9})$/.exec(phone)?.[1];
  return national === undefined ? phone : `0${national}`.replaceAll(/(\d\d)(?=\d)/g, '$1 ');
}
