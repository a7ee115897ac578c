import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { chooseOption } from '@standardiste/shared/french/choose-option.ts';
import { parseOrdinal } from '@standardiste/shared/french/parse-ordinal.ts';
import { parseWish } from '@standardiste/shared/french/parse-date-time.ts';
import { parseYesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import { findSlots, type Step } from './ask.ts';
import type { StandingOffer } from './dialogue.ts';
import type { Change, Offer } from './offer.ts';
import type { InboundWish } from './read-words.ts';
import { replyTexts } from './reply-texts.ts';

/** A message that may answer an offer. */
export interface OfferAnswer {
  readonly body: string;
  readonly wish: InboundWish;
  readonly standing: StandingOffer | undefined;
  readonly profile: Profile;
  readonly nowMs: number;
}

/**
 * What a message makes of the standing offer: a number, a place or a start takes a choice, a day or time asks for other ones, a no
 * ends it. Undefined: it speaks of something else. Pure.
 */
export function takeOffer(answer: OfferAnswer): Step | undefined {
  const { standing, wish, body, profile } = answer;
  const isCommand = wish === 'cancel' || wish === 'move' || wish === 'HELP';
  if (standing === undefined || isCommand) return undefined;
  const { offer, state } = standing;
  const number = readNumber(body);
  if (state === 'open') return takeOpenOffer(answer, offer, number);
  if (number === undefined) return changeMind(answer, offer);
  // A second number for the same offer: what was chosen is on its way.
  return state === 'taken' ? {} : { say: replyTexts(profile).expired(changeOf(offer)) };
}

/** « Plutôt jeudi », after a choice: it is moved once more. */
function changeMind({ body, profile, nowMs }: OfferAnswer, offer: Offer): Step | undefined {
  const { type } = parseWish(body, { nowMs, timeZone: profile.timeZone });
  const isWish = offer.type === 'slots' && type !== 'none' && !body.trim().endsWith('?');
  if (!isWish || !profile.actions.includes('move')) return undefined;
  return { ask: { type: 'appointments', change: 'move', isCertain: false, when: body } };
}

function takeOpenOffer(
  { body, profile, nowMs }: OfferAnswer,
  offer: Offer,
  number: number | undefined,
): Step | undefined {
  const texts = replyTexts(profile);
  const { timeZone } = profile;
  const options = optionsOf(offer);
  const count = options.length;
  const badChoice = { say: texts.badChoice(count) };
  if (number !== undefined) {
    return number <= count ? choose(offer, number - 1, { profile, nowMs }) : badChoice;
  }
  const starts = options.map(({ startAt }) => ({ startMs: Date.parse(startAt) }));
  const chosen = chooseOption(body, starts, { nowMs, timeZone });
  const wish = parseWish(body, { nowMs, timeZone });
  const isStart = wish.type === 'constraints' && wish.isExactStart;
  // « le premier » alone is a place, although it could be a day of the month.
  const isPlace = wish.type === 'none' || (isShort(body) && parseOrdinal(body) !== undefined);
  if (typeof chosen === 'number' && (isStart || isPlace || offer.type === 'appointments')) {
    return choose(offer, chosen, { profile, nowMs });
  }
  if (offer.type === 'slots' && wish.type !== 'none') {
    return findSlots(offer.appointment, body, { nowMs, timeZone });
  }
  if (isShort(body) && parseYesNo(body) === 'no') return { say: texts.kept, ends: 'dropped' };
  // « Oui » to « aujourd'hui ou vendredi ? » is no answer.
  const isEmptyYes = count === 0 && isShort(body) && parseYesNo(body) === 'yes';
  return chosen === 'ambiguous' || isEmptyYes ? badChoice : undefined;
}

/** The choice ends the offer; what comes of it is another function's work. */
function choose(
  offer: Offer,
  index: number,
  { profile, nowMs }: { profile: Profile; nowMs: number },
): Step {
  if (offer.type === 'slots') {
    const slot = offer.slots[index];
    if (slot === undefined) throw new TypeError(`No slot ${index}`);
    return { ask: { type: 'move', appointment: offer.appointment, slot }, ends: 'taken' };
  }
  const appointment = offer.appointments[index];
  if (appointment === undefined) throw new TypeError(`No appointment ${index}`);
  if (offer.change === 'cancel') return { ask: { type: 'cancel', appointment }, ends: 'taken' };
  const { timeZone } = profile;
  const step = findSlots(appointment, offer.when, { nowMs, timeZone });
  return step.offer === undefined ? { ...step, ends: 'taken' } : step;
}

function optionsOf(offer: Offer): readonly { readonly startAt: string }[] {
  return offer.type === 'slots' ? offer.slots : offer.appointments;
}

function changeOf(offer: Offer): Change {
  return offer.type === 'slots' ? 'move' : offer.change;
}

const numbers: Readonly<Record<string, number>> = { un: 1, une: 1, deux: 2, trois: 3, quatre: 4 };

/** « 2 », « le 2 », « n° 2. », « deux ». */
function readNumber(body: string): number | undefined {
  const match =
    /^\W*(?:(?:le|la|option|choix|num[ée]ro|n[°o]?)\W*)?([1-9]|une?|deux|trois|quatre)\W*(?:svp|s'il vous pla[iî]t|merci)?\W*$/iu.exec(
      body,
    );
  const word = match?.[1]?.toLowerCase();
  return word === undefined ? undefined : (numbers[word] ?? Number(word));
}

function isShort(body: string): boolean {
  return body.trim().split(/\s+/).length <= 3;
}
