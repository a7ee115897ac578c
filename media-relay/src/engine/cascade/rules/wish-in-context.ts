import { toLocalTime } from '@standardiste/shared/french/local-time.ts';
import { parseWish, type Wish } from '@standardiste/shared/french/parse-date-time.ts';
import { speakDate } from '@standardiste/shared/french/speak-date-time.ts';
import { proposedSlot } from './earlier-calls.ts';
import type { Situation, TimedSlot } from './situation.ts';

/** A wish for a time without a day has a window on each of so many days. */
const everyDay = 5;
const dayMs = 86_400_000;

/**
 * When the caller wants to come, in words that stand for themselves: « plutôt le matin » is about the day that was being talked of,
 * and « le 27 » after « aujourd'hui ou vendredi 27 ? » about the time that was said before.
 */
export function wishInContext(situation: Situation): string {
  const { said, saidBefore } = situation;
  const wish = read(situation, said);
  const day = dayTalkedOf(situation);
  if (wish.type === 'none') return day === undefined ? said : `${day} ${said}`;
  if (wish.type === 'question') return said;
  if (isTimeOnly(wish)) return day === undefined ? said : `${day} ${said}`;
  const isAnswer = read(situation, saidBefore).type === 'question';
  return isAnswer && isDayOnly(wish) ? `${said} ${timeIn(saidBefore)}`.trim() : said;
}

/** Whether the caller named that start exactly, or no start at all: « onze heures » is not half past eleven. */
export function isNamedStart(situation: Situation, slot: TimedSlot): boolean {
  const wish = read(situation, wishInContext(situation));
  if (wish.type !== 'constraints' || !wish.isExactStart) return true;
  return wish.windows.some(({ fromMs, toMs }) => slot.startMs >= fromMs && slot.startMs < toMs);
}

function read({ facts }: Situation, text: string): Wish {
  return parseWish(text, { nowMs: facts.nowMs, timeZone: facts.profile.timeZone });
}

type Constraints = Extract<Wish, { type: 'constraints' }>;

function isTimeOnly({ windows }: Constraints): boolean {
  return windows.length >= everyDay && windows.every(({ fromMs, toMs }) => toMs - fromMs < dayMs);
}

function isDayOnly({ windows }: Constraints): boolean {
  const [only] = windows;
  return windows.length === 1 && only !== undefined && only.toMs - only.fromMs > dayMs / 2;
}

/** The day of what was read back and refused, or of all that lies before the caller, when it is one. */
function dayTalkedOf(situation: Situation): string | undefined {
  const { offered, facts, declined } = situation;
  const { timeZone } = facts.profile;
  const proposed = proposedSlot(situation);
  const isDeclined = declined === 'slot' || declined === 'move';
  const slots = isDeclined && proposed !== null ? [proposed] : offered;
  const days = new Set(slots.map(({ startMs }) => toLocalTime(startMs, timeZone).epochDay));
  const [first] = slots;
  return days.size === 1 && first !== undefined
    ? speakDate(first.startMs, { nowMs: facts.nowMs, timeZone })
    : undefined;
}

const times =
  /\b(le matin|matin|matinée|l'après-midi|après-midi|soir|midi|(?:(?:vers|à|après|avant|à partir de|pas avant) )?\p{L}+(?:-\p{L}+)* ?h(?:eures?)?(?: (?:et demie|trente|quinze|et quart))?|\d+ ?h(?:eures?)?(?: ?\d\d)?)(?!\p{L})/iu;

/** « matin » of « vendredi matin ». */
function timeIn(text: string): string {
  return times.exec(text.replace(/’/g, "'"))?.[0] ?? '';
}
