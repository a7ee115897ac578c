import { speakSlots } from '@standardiste/shared/french/speak-date-time.ts';
import { say, type Answer } from './answer.ts';
import { phrases } from './phrases.ts';
import { pickWording } from './pick-wording.ts';
import type { Situation, TimedSlot } from './situation.ts';

/** More cannot be kept in mind on the phone. */
const maxSpoken = 3;

/** Offers what was asked for. */
export function offerSlots(situation: Situation, slots: readonly TimedSlot[]): Answer {
  const list = spokenList(situation, slots);
  return say(situation, slots.length === 1 ? phrases.offerOneSlot(list) : phrases.offerSlots(list));
}

/** Offers something else than what was asked for, and says why. */
export function offerAlternatives(
  situation: Situation,
  slots: readonly TimedSlot[],
  reasons: readonly string[],
): Answer {
  const reason = pickWording(reasons, situation.agentTexts);
  const list = spokenList(situation, slots);
  return say(
    situation,
    slots.length === 1
      ? phrases.offerOneAlternative(reason, list)
      : phrases.offerAlternatives(reason, list),
  );
}

/** « mardi 24 novembre à 9 heures, ou à 10 heures 30, avec Sophie ». */
export function spokenList({ facts }: Situation, all: readonly TimedSlot[]): string {
  const slots = all.slice(0, maxSpoken);
  const advisors = new Set(slots.map(({ advisor }) => advisor));
  if (advisors.size > 1)
    return slots.map(({ spoken, advisor }) => `${spoken} avec ${advisor}`).join(', ou ');
  const [advisor = ''] = advisors;
  const times = speakSlots(
    slots.map(({ startMs }) => startMs),
    { nowMs: facts.nowMs, timeZone: facts.profile.timeZone },
  );
  return advisor === '' ? times : `${times}, avec ${advisor}`;
}

/** Whether a text asks to choose one of several slots that were said before: `phrases.whichSlot`. */
export function asksWhich(agentText: string): boolean {
  return /(lequel vous convient|que préférez-vous|lequel souhaitez-vous) :/i.test(agentText);
}
