import { fold } from '@standardiste/shared/french/tokens.ts';
import { speakDateTime } from '@standardiste/shared/french/speak-date-time.ts';
import type { ModelFacts } from '../../language-model.ts';

/** Stems of words that tell a change, by what the change is; folded. */
const changes = {
  cancelled: /\b(?:annul|cancel)/,
  moved: /\b(?:deplac|decal|report|modifi|chang|moved)/,
} as const;

/**
 * May a model say this of an appointment? Only what the calendar has confirmed: that one exists, or that one was moved or cancelled in
 * this call, and no day or hour that is not its own. `text` is folded.
 */
export function isTrueOfAppointment(text: string, facts: ModelFacts): boolean {
  const claimed = (['cancelled', 'moved'] as const).filter((type) => changes[type].test(text));
  if (claimed.length > 1) return false;
  const [change] = claimed;
  const starts = change === undefined ? standing(facts) : startsOf(change, facts);
  if (starts.length === 0) return false;
  const options = { nowMs: facts.nowMs, timeZone: facts.profile.timeZone };
  const spoken = starts.map((start) => fold(speakDateTime(Date.parse(start), options))).join(' ; ');
  return marksOf(text).every((mark) => spoken.includes(mark));
}

/** Starts of the appointments that take place, as far as this call knows. */
function standing({ appointments, booked, caller }: ModelFacts): readonly string[] {
  const next = caller.kind === 'known' ? caller.nextAppointment : null;
  const known = [booked, next, ...appointments];
  return known.flatMap((appointment) => (appointment === null ? [] : [appointment.startAt]));
}

function startsOf(change: 'moved' | 'cancelled', { changed }: ModelFacts): readonly string[] {
  return changed?.type === change ? [changed.appointment.startAt] : [];
}

/** The days and hours that are named. */
function marksOf(text: string): string[] {
  const days = /\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd'hui)\b/g;
  const hours = [...text.matchAll(/\b(\d{1,2}) ?h(?:eures?)?\b/g)].map(
    ([, hour]) => `${hour} heure`,
  );
  return [...(text.match(days) ?? []), ...hours];
}
