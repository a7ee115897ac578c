import { parseWish } from '@standardiste/shared/french/parse-date-time.ts';
import type { ModelFacts } from '../../language-model.ts';

/** What a text is about. */
export interface Topic {
  /** `some`: it says when. */
  readonly time: 'none' | 'some';
  /** It speaks of courses, prices, diplomas or the like, where a day or a month is no wish. */
  readonly isCourse: boolean;
  /** It announces a question without asking it: « j'ai une question ». */
  readonly isAnnounced: boolean;
  /** It asks whether a machine speaks. */
  readonly isMachine: boolean;
  readonly namesAppointment: boolean;
  /** It names an appointment, and not much else. */
  readonly isAppointment: boolean;
  /** It takes leave in so many words. */
  readonly isFarewell: boolean;
}

const course =
  /\b(formations?|cours|dipl[oô]mes?|certificats?|certifi\w*|prix|tarifs?|co[uû]te?|co[uû]tent|payer|paiements?|financ\w*|cpf|inscri\w*|rentr[ée]es?|programmes?|alternance|stages?|examens?|dur[ée]e?|d[ée]bouch[ée]s|pr[ée]requis|niveau|bac|remis\w*|rembours\w*|[ée]tudes?|modules?|p[ée]dagog\w*|[aà] distance|en ligne)(?!\p{L})/iu;
const announced =
  /^(?:(?:oui|euh|bonjour|alors|non|en fait|eh bien|ben|voilà)[ ,]+)*(?:j'ai|j'aurais|j'avais|je voudrais poser|je voulais poser|c'est pour|plutôt)?\s*(?:juste|encore|aussi|bien)?\s*(?:une|des|deux|quelques|deux ou trois)?\s*(?:petites? |autres? )?questions?[ .!,]*(?:s'il vous plaît)?[ .!]*$/i;
const machine =
  /\b(robot|machine|intelligence artificielle|vraie? (personne|humaine?)|un humain)\b/i;
const appointment = /\b(rendez[- ]?vous|rdv|cr[ée]neaux?)\b/i;
const farewell =
  /\b(au ?revoir|bient[oô]t|bonne (journ[ée]e|soir[ée]e)|salut|good ?bye|bye|raccroche)(?!\p{L})/iu;
/** « oui, pour le rendez-vous », not a sentence about one. */
const maxShortWords = 7;
const soon =
  /\b(plus t[oô]t possible|d[eè]s que possible|au plus (vite|t[oô]t)|le plus vite|rapidement|n'importe quand|peu importe|quand vous (voulez|pouvez)|[çc]a m'est [ée]gal|tous les jours)(?!\p{L})/iu;

/** Reads what a text is about. Pure. */
export function readTopic(said: string, { nowMs, profile }: ModelFacts): Topic {
  const text = said.replace(/’/g, "'");
  const wish = parseWish(text, { nowMs, timeZone: profile.timeZone });
  return {
    time: wish.type !== 'none' || soon.test(text) ? 'some' : 'none',
    isCourse: course.test(text),
    isAnnounced: announced.test(text.trim()),
    namesAppointment: appointment.test(text),
    isAppointment: appointment.test(text) && text.split(/\s+/).length <= maxShortWords,
    isFarewell: farewell.test(text),
    isMachine: machine.test(text) && /(?<!\p{L})(êtes|etes|es|parle|est)(?!\p{L})/iu.test(text),
  };
}
