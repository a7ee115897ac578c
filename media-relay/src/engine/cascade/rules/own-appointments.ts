import type { Intent } from '@standardiste/shared/french/intent.ts';
import { call, say, type Answer } from './answer.ts';
import { phrases } from './phrases.ts';
import type { Situation } from './situation.ts';
import { readTopic, type Topic } from './topic.ts';

/** The caller's words with what is understood of them. */
interface Heard extends Situation {
  readonly intent: Intent;
  readonly topic: Topic;
}

/** The caller wants another time for an appointment, or wants it cancelled, or has just said which one. */
export function changeAppointment(heard: Heard): Answer | null {
  const { change, expected, intent, offered, topic } = heard;
  const isAnswer = expected === 'appointment' && change.appointmentId !== null;
  if (!isAnswer && intent !== 'move' && intent !== 'cancel') return null;
  // « Plutôt jeudi » while times are on offer is a wish for another time.
  if (!isAnswer && offered.length > 0 && topic.time !== 'none') return null;
  if (change.goal === 'cancel') {
    return heard.can('cancel_appointment')
      ? call('cancel_appointment', { appointmentId: change.appointmentId })
      : say(heard, phrases.offerCallBackToChange);
  }
  if (!heard.can('move_appointment')) return say(heard, phrases.offerCallBackToChange);
  if (heard.facts.appointments.length === 0) return call('list_appointments');
  return isAnswer ? say(heard, phrases.askNewTime) : findNewTime(heard);
}

const ownAppointment = /\b(?:mon|mes|notre|nos) (?:prochains? )?(?:rendez-vous|rdv)\b/i;
const having =
  /\b(?:est-ce que j'ai|ai-je|j'ai) (?:bien |déjà |encore )*(?:un |des )?(?:rendez-vous|rdv)\b/i;
const asking =
  /\b(?:quand|quelle heure|quel jour|quelle date|c'est quoi|(?:rappel|redonn|redi)\w* (?:la date|l'heure|le jour|quand)|est-ce que|ai-je|vérifier|confirmer|connaître|savoir)\b/i;

/** « Mon rendez-vous, c'est à quelle heure ? » */
export function askAppointments(heard: Heard): Answer | null {
  const text = heard.said.replace(/’/g, "'").replace(/rendez vous/gi, 'rendez-vous');
  const isAsking = (ownAppointment.test(text) || having.test(text)) && asking.test(text);
  return isAsking && heard.can('list_appointments') ? call('list_appointments') : null;
}

/** Code has just told the caller's appointments: what they wanted goes on, or the floor is theirs. */
export function tellAppointments(situation: Situation): Answer {
  const { change, facts, can } = situation;
  if (facts.appointments.length === 0) {
    return say(situation, can('find_slots') ? phrases.offerFirstAppointment : phrases.anythingElse);
  }
  if (change.goal === 'cancel' && can('cancel_appointment')) {
    return call('cancel_appointment', { appointmentId: change.appointmentId });
  }
  if (change.goal !== 'move') return say(situation, phrases.anythingElse);
  return facts.appointments.length > 1 && change.appointmentId === null
    ? say(situation, phrases.whichToMove)
    : findNewTime(situation);
}

/** Looks for the time that the caller has named, or asks for one. */
function findNewTime(situation: Situation): Answer {
  const when = newTimeWords(situation.said);
  const topic = readTopic(when, situation.facts);
  if (topic.time === 'none') return say(situation, phrases.askNewTime);
  return call('find_slots', { when: when.slice(0, 300), advisor: null });
}

/** Takes the slot that the caller has chosen: for the appointment that is to be moved, or for a new one. */
export function takeSlot({ change, facts, can }: Situation, slotId: string): Answer | null {
  if (change.goal === 'move' && facts.appointments.length > 0 && can('move_appointment')) {
    return call('move_appointment', { slotId, appointmentId: change.appointmentId });
  }
  return can('propose_appointment') ? call('propose_appointment', { slotId }) : null;
}

const day =
  '(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|apr[eè]s-demain|aujourd.hui|la semaine|le (?:\\d|1er|premier|lendemain|matin)|(?:un|une) autre|plus t)';
/** « mon rendez-vous de mardi à dix heures », up to where the new time begins. */
const oldTime = new RegExp(
  `\\b(?:rendez[- ]vous|rdv|celui) (?:de |du |d')(?:[^,.!?]*?)(?=\\s(?:à|a|au|pour|vers|plutôt) ${day}|\\s${day}|[,.!?]|$)`,
  'iu',
);

/** The caller's words without the time that the appointment has now. */
export function newTimeWords(said: string): string {
  const text = said.replace(/’/g, "'");
  const match = oldTime.exec(text);
  if (match === null) return text;
  return `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
}
