import { speakDate } from '@standardiste/shared/french/speak-date-time.ts';
import {
  createFactCheck,
  type FactKind,
  type StatedFact,
} from '@standardiste/shared/french/stated-facts.ts';
import { fold } from '@standardiste/shared/french/tokens.ts';
import type { ModelRequest } from '../../language-model.ts';
import { textsIn } from './grounds.ts';

/** What the company has to offer must stand in its documents; that a caller names it is not enough. */
const offers =
  /\b(?:propos|prepar|dispens|delivr|organis|enseign|avons|existe|dure|coute|commence|permet|mene|recrut|ouvert)/;
/** « Nous n'avons pas de BTS Esthétique. » « Quel BTS vous intéresse ? » */
const tellsNothing = /\b(?:pas|aucune?|ni)\b|\?/;
/** With its hour, a day is an appointment's: what may be booked is decided elsewhere. */
const timeOfDay = /\b\d{1,2} ?h(?:eures?)?\b|\bmidi\b/;
/** What may be named in a question or a denial without being stated. */
const nameable: ReadonlySet<FactKind> = new Set(['diploma', 'date']);

/**
 * Tells which durations, shares, counts, dates and diplomas of a phrase were made up: nobody said them and no tool found them, or
 * the company is said to offer a diploma that only the caller has named. Amounts of money have a rule of their own.
 */
export function createInventionCheck(
  request: ModelRequest,
): (phrase: string) => readonly StatedFact[] {
  let checks: ReturnType<typeof createChecks> | undefined;
  return (phrase) => {
    // Made when first needed: many answers are one question.
    checks ??= createChecks(request);
    const text = fold(phrase);
    const isNamedOnly = tellsNothing.test(text);
    const isAppointment = timeOfDay.test(text);
    const unheardOf = checks.unheardOf(phrase);
    const unoffered = offers.test(text)
      ? checks.unfounded(phrase).filter(({ kind }) => kind === 'diploma')
      : [];
    return [...unheardOf, ...unoffered].filter(
      ({ kind }) =>
        kind !== 'amount' &&
        !(isNamedOnly && nameable.has(kind)) &&
        !(isAppointment && kind === 'date'),
    );
  };
}

function createChecks({ messages, facts }: ModelRequest) {
  const { profile, nowMs, booked, caller } = facts;
  const found = messages.flatMap((message) =>
    message.role === 'tool' ? textsIn(message.result) : [],
  );
  const said = messages.flatMap((message) => (message.role === 'tool' ? [] : [message.text]));
  const next = caller.kind === 'known' ? caller.nextAppointment?.startAt : undefined;
  const starts = [booked?.startAt, next].flatMap((at) =>
    at === undefined ? [] : [Date.parse(at)],
  );
  // From the beginning of time every date is far, and said with its year.
  const days = [nowMs, ...starts].map((atMs) =>
    speakDate(atMs, { nowMs: 0, timeZone: profile.timeZone }),
  );
  const sources = [profile.prompt.persona, profile.companyName, ...found, ...days];
  return {
    unfounded: createFactCheck(sources),
    unheardOf: createFactCheck([...sources, ...said]),
  };
}
