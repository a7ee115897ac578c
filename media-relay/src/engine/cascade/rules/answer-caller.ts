import { chooseOption } from '@standardiste/shared/french/choose-option.ts';
import { detectIntent, type Intent } from '@standardiste/shared/french/intent.ts';
import { isEnglish } from '@standardiste/shared/french/is-english.ts';
import { parseYesNo, type YesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import { call, say, type Answer } from './answer.ts';
import { askLink } from './ask-link.ts';
import { contactDetails, type ContactDetails } from './contact-details.ts';
import { notedDetails, proposedSlot } from './earlier-calls.ts';
import { phrases } from './phrases.ts';
import { askAppointments, changeAppointment, takeSlot } from './own-appointments.ts';
import { questionInContext } from './question-in-context.ts';
import { asksWhich, offerSlots, spokenList } from './propose-slots.ts';
import { readTopic, type Topic } from './topic.ts';
import { isNamedStart, wishInContext } from './wish-in-context.ts';
import type { Situation, TimedSlot } from './situation.ts';

/** Everything that is understood of the caller's words, besides the situation they were said in. */
interface Understood extends Situation {
  readonly intent: Intent;
  readonly yesNo: YesNo;
  readonly topic: Topic;
  readonly details: ContactDetails | null;
}

type Rule = (heard: Understood) => Answer | null;

/** Answers what the caller has just said: the first rule that applies. */
export function answerCaller(situation: Situation): Answer {
  const heard = understand(situation);
  for (const rule of rules) {
    const answer = rule(heard);
    if (answer !== null) return answer;
  }
  return askAgain(heard);
}

function understand(situation: Situation): Understood {
  const { said, saidBefore, expected } = situation;
  return {
    ...situation,
    intent: detectIntent(said).intent,
    yesNo: parseYesNo(said, { question: 'offer' }),
    topic: readTopic(said, situation.facts),
    details: contactDetails(said, { expected, before: saidBefore }),
  };
}

/**
 * The policy, in order of precedence: what the caller chooses from what lies before them, then what they ask for, then how they
 * answer the agent's question, then courtesy.
 */
const rules: readonly Rule[] = [
  chooseOffered,
  refuseOffered,
  leave,
  askAppointments,
  askLink,
  speakFrench,
  admitMachine,
  wantPerson,
  stayCalm,
  giveDetails,
  changeAppointment,
  wantTime,
  askQuestion,
  wantAppointment,
  agree,
  disagree,
  beCourteous,
  answerOpenQuestion,
];

function chooseOffered(heard: Understood): Answer | null {
  const { offered, expected, topic, facts } = heard;
  const isAsked = expected === 'slot' || expected === 'when';
  if (offered.length === 0 || heard.declined === 'lead' || topic.isCourse) return null;
  if (!isAsked && topic.time === 'none') return null;
  const choice = chooseOption(heard.said, offered, {
    nowMs: facts.nowMs,
    timeZone: facts.profile.timeZone,
  });
  const slot = choice === 'ambiguous' ? settled(heard) : offered[choice ?? -1];
  if (choice === 'ambiguous' && slot === undefined) {
    // What was refused is not offered once more.
    return isSlotDeclined(heard) ? wantTime(heard) : backToSlots(heard);
  }
  if (slot !== undefined && isSlotDeclined(heard) && !isMeant(heard, slot)) return null;
  return slot === undefined ? null : takeSlot(heard, slot.slotId);
}

function isSlotDeclined({ declined }: Situation): boolean {
  return declined === 'slot' || declined === 'move';
}

/** « plutôt onze heures » is neither half past eleven nor the start that was just refused. */
function isMeant(heard: Understood, slot: TimedSlot): boolean {
  return isNamedStart(heard, slot) && slot.startMs !== proposedSlot(heard)?.startMs;
}

/** Who says « oui » again to « lequel ? » has nothing against the first one; the read-back asks once more. */
function settled(heard: Understood): TimedSlot | undefined {
  return heard.yesNo === 'yes' && asksWhich(heard.agentTexts.at(-1) ?? '')
    ? heard.offered[0]
    : undefined;
}

/** « aucun des trois » names no hour. */
function refuseOffered(heard: Understood): Answer | null {
  const isRefusal = /\b(aucune?|ni l'une?|rien de tout)\b/i.test(heard.said.replace(/’/g, "'"));
  return isRefusal && heard.expected === 'slot' && heard.said.split(/\s+/).length <= 6
    ? say(heard, phrases.askOtherTime)
    : null;
}

function leave(heard: Understood): Answer | null {
  const { intent, expected, yesNo, topic, said } = heard;
  // « Non, annulez mon rendez-vous » is a wish, although it begins like a farewell.
  if (intent === 'move' || intent === 'cancel') return null;
  const isDone =
    !isChoosing(heard) &&
    expected === 'anything-else' &&
    (yesNo === 'no' || (intent === 'thanks' && yesNo !== 'yes'));
  const wantsNothing = topic.time === 'none' && !topic.isCourse;
  // « c'est tout » ends the questions in between, « au revoir » the call.
  if (isChoosing(heard) && intent === 'goodbye' && !topic.isFarewell) return backToSlots(heard);
  if (intent === 'goodbye' && wantsNothing) return call('end_call');
  return isDone && wantsNothing && said.split(/\s+/).length <= 8 ? call('end_call') : null;
}

/** Answers whoever speaks English, in as much English as a French voice can say. */
function speakFrench(heard: Understood): Answer | null {
  const isAnswer = heard.expected === 'call-back' && heard.yesNo !== 'unclear';
  return isEnglish(heard.said) && !isAnswer ? say(heard, phrases.onlyFrench) : null;
}

function admitMachine(heard: Understood): Answer | null {
  return heard.topic.isMachine ? say(heard, phrases.iAmAMachine) : null;
}

function stayCalm(heard: Understood): Answer | null {
  return heard.intent === 'insult' ? say(heard, phrases.calm) : null;
}

function wantPerson(heard: Understood): Answer | null {
  if (heard.intent !== 'person' && heard.intent !== 'leave-details') return null;
  if (heard.details !== null && !heard.isKnown) return null;
  if (heard.intent === 'person' && heard.can('transfer_call')) {
    return call('transfer_call', { reason: heard.said.slice(0, 200) });
  }
  return callBack(heard);
}

/** A call back for whoever can be called; strangers are asked who they are first. */
function callBack(heard: Understood): Answer {
  if (heard.isCallBackNoted) return say(heard, phrases.callBackAlreadyNoted);
  const needsDetails = !heard.isKnown && !heard.facts.leadCaptured && heard.can('capture_lead');
  if (needsDetails || !heard.hasNumber) return askForDetails(heard);
  return call('request_call_back', { reason: heard.said.slice(0, 200) });
}

/** Asks for the first thing that is missing to call somebody back. */
export function askForDetails(situation: Situation): Answer {
  return say(
    situation,
    situation.facts.leadCaptured || !situation.can('capture_lead')
      ? phrases.askPhone
      : phrases.askName,
  );
}

function giveDetails(heard: Understood): Answer | null {
  const { details, isKnown, can, declined } = heard;
  if (details === null || !can('capture_lead') || declined === 'slot') return null;
  // A known caller's number is in their record; only a name or number dictated on request is noted.
  if (isKnown && details.phone === null) return null;
  // After a read-back that was not right, what was not corrected stands.
  const known = declined === 'lead' ? notedDetails(heard) : {};
  const given = Object.entries(details).filter(([, value]) => value !== null);
  return call('capture_lead', { ...details, ...known, ...Object.fromEntries(given) });
}

function wantTime(heard: Understood): Answer | null {
  if (heard.topic.isCourse) return null;
  const isAboutSlots = heard.offered.length > 0 && namedAdvisor(heard) !== undefined;
  if (heard.topic.time === 'none' && !isAboutSlots) return null;
  return heard.can('find_slots') ? lookUp(heard) : null;
}

function lookUp(heard: Understood): Answer {
  if (!mayBook(heard)) return say(heard, phrases.offerDetails);
  return call('find_slots', {
    when: wishInContext(heard).slice(-300),
    advisor: namedAdvisor(heard) ?? null,
  });
}

function namedAdvisor({ facts, said }: Understood): string | undefined {
  return facts.profile.advisors.find(({ firstName }) => mentions(said, firstName))?.firstName;
}

/** An appointment needs somebody to call: a known caller, or one whose details are noted. */
function mayBook({ isKnown, facts, can, change }: Understood): boolean {
  if (change.goal === 'move' && facts.appointments.length > 0) return true;
  return isKnown || facts.leadCaptured || !can('capture_lead');
}

function askQuestion(heard: Understood): Answer | null {
  const isQuestion = heard.intent === 'question' || heard.topic.isCourse || heard.topic.isAnnounced;
  if (!isQuestion) return null;
  if (!heard.can('search_knowledge')) return say(heard, phrases.noInformation);
  if (heard.topic.isAnnounced) return say(heard, phrases.askQuestion);
  return search(heard);
}

function search(heard: Understood): Answer {
  return call('search_knowledge', { question: questionInContext(heard) });
}

function wantAppointment(heard: Understood): Answer | null {
  if (heard.intent !== 'book' && !heard.topic.isAppointment) return null;
  if (!heard.can('find_slots') || !mayBook(heard)) return say(heard, phrases.offerDetails);
  return heard.offered.length > 0 ? offerSlots(heard, heard.offered) : say(heard, phrases.askWhen);
}

function agree(heard: Understood): Answer | null {
  if (heard.yesNo !== 'yes') return null;
  switch (heard.expected) {
    case 'call-back':
      return callBack(heard);
    case 'slot':
      return heard.offered.length > 1
        ? say(heard, phrases.whichSlot(spokenList(heard, heard.offered)))
        : say(heard, phrases.askWhen);
    case 'name':
      return say(heard, phrases.askNameOnly);
    case 'phone':
      return say(heard, phrases.askPhone);
    case 'question':
      return say(heard, phrases.askQuestion);
    case 'anything-else':
      return say(heard, phrases.goOn);
    case 'appointment':
    case 'when':
    case 'open':
      if (!heard.isKnown && !heard.facts.leadCaptured) return askForDetails(heard);
      return heard.can('find_slots') && heard.facts.booked === null
        ? say(heard, phrases.askWhen)
        : say(heard, phrases.goOn);
  }
}

/** What was read back and refused stays as it was. */
const afterDeclining = {
  lead: phrases.leadDeclined,
  slot: phrases.notBooked,
  move: phrases.notMoved,
  cancel: phrases.notCancelled,
} as const;

function disagree(heard: Understood): Answer | null {
  if (heard.yesNo !== 'no') return null;
  const { declined } = heard;
  if (declined !== null) return say(heard, afterDeclining[declined]);
  switch (heard.expected) {
    case 'slot':
      return say(heard, phrases.askOtherTime);
    case 'name':
    case 'phone':
      return say(heard, phrases.detailsRefused);
    case 'anything-else':
      return isChoosing(heard) ? backToSlots(heard) : call('end_call');
    case 'appointment':
    case 'call-back':
    case 'when':
    case 'question':
    case 'open':
      return say(heard, phrases.anythingElse);
  }
}

function beCourteous(heard: Understood): Answer | null {
  switch (heard.intent) {
    case 'thanks':
      return say(heard, phrases.welcomeThanks);
    case 'greeting':
      return say(heard, phrases.whatDoYouWant);
    case 'wait':
      return say(heard, phrases.takeYourTime);
    case 'slower':
      return say(heard, phrases.slower(heard.agentTexts.at(-1) ?? phrases.goOn[0]));
    default:
      return null;
  }
}

/** After « Quelle est votre question ? » anything said is one. */
function answerOpenQuestion(heard: Understood): Answer | null {
  return heard.expected === 'question' && heard.can('search_knowledge') ? search(heard) : null;
}

/** Slots are on the table and nothing is booked: a question in between does not end the call. */
function isChoosing({ offered, facts }: Understood): boolean {
  return offered.length > 0 && facts.booked === null;
}

function backToSlots(heard: Understood): Answer {
  return say(heard, phrases.whichSlot(spokenList(heard, heard.offered)));
}

/** Not understood: once and twice in other words, then a way out, then out. */
function askAgain(heard: Understood): Answer {
  const { declined } = heard;
  if (declined !== null) return say(heard, afterDeclining[declined]);
  const times = misunderstoodTimes(heard.agentTexts);
  if (times >= 3) return heard.hasNumber ? endWithCallBack(heard) : call('end_call');
  if (times === 2) return say(heard, phrases.notUnderstood.last);
  const { notUnderstood } = phrases;
  switch (heard.expected) {
    case 'slot':
      return heard.offered.length > 0
        ? say(heard, notUnderstood.slot(spokenList(heard, heard.offered)))
        : say(heard, notUnderstood.when);
    case 'when':
      return say(heard, notUnderstood.when);
    case 'name':
      return say(heard, notUnderstood.details);
    case 'phone':
      return say(heard, notUnderstood.phone);
    default:
      return say(heard, notUnderstood.open);
  }
}

function endWithCallBack(heard: Understood): Answer {
  return call('request_call_back', {
    reason: `Incompris : ${heard.said}`.slice(0, 200),
  });
}

/** How often in a row the agent has said that it did not understand. */
function misunderstoodTimes(agentTexts: readonly string[]): number {
  const lastUnderstood = agentTexts.findLastIndex(
    (text) => !/pas (bien )?(compris|saisi)|bien vous comprendre|la ligne est/i.test(text),
  );
  return agentTexts.length - 1 - lastUnderstood;
}

function mentions(text: string, name: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\p{L}-]+/u)
    .includes(name.toLowerCase());
}
