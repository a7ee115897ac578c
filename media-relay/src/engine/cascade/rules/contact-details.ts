import { parseEmail } from '@standardiste/shared/french/parse-email.ts';
import { parseName } from '@standardiste/shared/french/parse-name.ts';
import { parsePhone } from '@standardiste/shared/french/parse-phone.ts';
import type { ExpectedAnswer } from './expected-answer.ts';

/** The arguments of `capture_lead`: what was said, field by field. */
export interface ContactDetails extends Readonly<Record<string, string | null>> {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly interest: string | null;
}

/** Fewer digits are a time or a count, not the beginning of a number. */
const minPhoneDigits = 6;
const introduction =
  /\b(je m'appelle|je me nomme|mon nom|mon prénom|mon nom de famille|c'est (monsieur|madame)|moi c'est|à l'appareil)\b/i;
const numberWords =
  /(?<!\p{L})(zéros?|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|quatre-vingts?|cents?|plus|et un)(?!\p{L})/giu;
const phoneTalk =
  /((et|ou|,)\s+)?(puis\s+)?((mon|le|au|c'est le|un|votre)\s+)?(numéro|téléphone|portable|mobile|fixe)(\s+de\s+téléphone)?(\s+(c'est|est))?(\s+(le|au))?/giu;

const addressTalk = /(?:(?:et|puis)\s+)?(?:mon\s+|l')?(?:adresse|e-?mail|mail|courriel)/i;

/**
 * What a text tells about its speaker. A name is taken only when it is introduced or asked for, else every unknown word would be
 * one. `before` is what was said in the turn before, for a number dictated in two pieces. Null when there is nothing.
 */
export function contactDetails(
  said: string,
  { expected, before }: { readonly expected: ExpectedAnswer; readonly before: string },
): ContactDetails | null {
  const text = said.replace(/’/g, "'");
  const phone = phoneWords(text, before);
  const email = /arobase|@/i.test(text) && parseEmail(text).email !== undefined ? text : null;
  const isAsked =
    expected === 'name' ||
    (phone !== null && expected !== 'phone') ||
    (expected === 'call-back' && parseName(text)?.isSpelled === true);
  const name = nameIn(text, isAsked);
  const interest = /intéressée? par\s+(.+)/i.exec(text)?.[1] ?? null;
  if (phone === null && email === null && name === undefined) return null;
  return {
    firstName: name?.firstName ?? null,
    lastName: name?.lastName ?? null,
    phone: phone?.slice(0, 200) ?? null,
    email: email?.slice(0, 200) ?? null,
    interest: interest?.slice(0, 255) ?? null,
  };
}

function phoneWords(text: string, before: string): string | null {
  const alone = parsePhone(text);
  if (alone.e164 !== undefined) return text;
  const joined = `${before} ${text}`;
  if (alone.digits.length > 0 && parsePhone(joined).e164 !== undefined) return joined;
  return alone.digits.length >= minPhoneDigits ? text : null;
}

function nameIn(text: string, isAsked: boolean): ReturnType<typeof parseName> {
  if (/@|arobase/i.test(text)) {
    const [beforeAddress = ''] = text.split(addressTalk, 1);
    // An address without words before it leaves nothing that could be a name.
    return beforeAddress === text ? undefined : nameIn(beforeAddress, isAsked);
  }
  const introduced = introduction.exec(text);
  if (introduced === null && !isAsked) return undefined;
  const words = text
    .slice(introduced?.index ?? 0)
    .replace(phoneTalk, ' ')
    .replace(/[+\d][\d .]*/g, ' ')
    .replace(numberWords, ' ')
    .replace(/intéressée? par.*/i, ' ');
  const name = parseName(words.replace(/,?\s*à l'appareil.*/i, ' ').replace(loneArticles, ' '));
  return name === undefined || isSentence(name.name) ? undefined : name;
}

/** What is left of « au zéro six… » and « c'est le 06… »; « Le Gall » keeps its article, a word follows it. */
const loneArticles = /(?<!\p{L})(et|c'est|le|la|au|voilà)(?=[\s,.;-]*$)/giu;

/** « je ne préfère pas » after « Quel est votre nom ? » is an answer, but no name. */
const sentenceWords = new Set(
  `je j ai ne n pas plus jamais rien vous nous il elle on ils elles ca c cela que qu qui quoi pourquoi comment quel quelle quand
  veux voudrais peux sais suis est etes sont faut pour sur dans avec mais donc alors merci bonjour allo oui non instant moment
  seconde rendez-vous question numero conseiller tout tard`.split(/\s+/),
);

function isSentence(name: string): boolean {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[\s']+/)
    .some((word) => sentenceWords.has(word));
}
