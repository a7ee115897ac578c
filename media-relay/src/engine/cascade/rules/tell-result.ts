import { answerCaller, askForDetails } from './answer-caller.ts';
import { say, type Answer } from './answer.ts';
import { nothingThen, phrases, refusals } from './phrases.ts';
import { pickWording } from './pick-wording.ts';
import { tellAppointments } from './own-appointments.ts';
import { questionInContext } from './question-in-context.ts';
import { offerAlternatives, offerSlots } from './propose-slots.ts';
import {
  firstSentences,
  relevantSentences,
  type Passage,
} from '@standardiste/shared/french/relevant-sentences.ts';
import { readTopic } from './topic.ts';
import { timedSlots, type Situation } from './situation.ts';
import type { ToolResult } from '../../../tools/conversation-tools.ts';

/** Puts the latest tool result into words. */
export function tellResult(situation: Situation): Answer {
  const { result } = situation;
  const tell = result === null ? undefined : tellers[result.value.type];
  return result === null || tell === undefined
    ? say(situation, phrases.anythingElse)
    : tell(situation, result.value, result.name);
}

type Teller = (situation: Situation, result: ToolResult, tool: string) => Answer;

const tellers: Readonly<Record<string, Teller>> = {
  slots: tellSlots,
  taken: (situation, result) => tellSlots(situation, { ...result, refusal: 'taken' }),
  'unclear-date': (situation, { question }) =>
    say(
      situation,
      typeof question === 'string' ? [question, ...phrases.askOtherTime] : phrases.askWhen,
    ),
  passages: tellPassages,
  'which-link': (situation, { links }) =>
    say(situation, phrases.whichLink(orList(links as readonly string[]))),
  missing: tellMissing,
  appointments: tellAppointments,
  declined: tellDeclined,
  refused: (situation, _result, tool) =>
    tool === 'request_call_back' ? askForDetails(situation) : say(situation, phrases.cannotNow),
  failed: (situation, _result, tool) => {
    if (calendarTools.has(tool)) return say(situation, phrases.calendarDown);
    return say(situation, tool === 'search_knowledge' ? phrases.knowledgeDown : phrases.cannotNow);
  },
};

const calendarTools = new Set([
  'find_slots',
  'list_appointments',
  'move_appointment',
  'cancel_appointment',
]);

function tellSlots(situation: Situation, result: ToolResult): Answer {
  const slots = timedSlots(result);
  const isWish = Array.isArray(result['slots']) && result['slots'].length > 0;
  if (isWish) return offerSlots(situation, slots);
  const reasons = refusals[String(result['refusal'])] ?? nothingThen;
  if (slots.length > 0) return offerAlternatives(situation, slots, reasons);
  const reason = pickWording(reasons, situation.agentTexts);
  return say(
    situation,
    situation.emptyLookUps > 1 ? phrases.nothingFreeAgain(reason) : phrases.nothingFree(reason),
  );
}

function tellPassages(situation: Situation, result: ToolResult): Answer {
  const passages = (result['passages'] ?? []) as readonly Passage[];
  const { answer } = result;
  if (result['isRelevant'] !== true || (passages.length === 0 && typeof answer !== 'string'))
    return say(situation, phrases.noInformation);
  const text =
    typeof answer === 'string' && answer !== ''
      ? firstSentences(answer)
      : relevantSentences(passages, questionInContext(situation));
  // The same answer again would sound like a broken machine.
  if (situation.agentTexts.at(-1)?.includes(text)) return say(situation, phrases.nothingNew);
  const wantsMore = readTopic(situation.said, situation.facts).namesAppointment;
  const next = pickWording(
    wantsMore && situation.facts.booked === null ? phrases.thenAppointment : phrases.afterAnswer,
    situation.agentTexts,
  );
  return { type: 'say', text: `${text} ${next}` };
}

function tellMissing(situation: Situation, result: ToolResult): Answer {
  const fields = (result['fields'] ?? []) as readonly string[];
  const invalid = (result['invalid'] ?? []) as readonly string[];
  const prefix = invalid.includes('email')
    ? pickWording(phrases.emailNotUnderstood, situation.agentTexts)
    : '';
  const wordings = fields.includes('lastName')
    ? phrases.askNameOnly
    : invalid.includes('phone')
      ? phrases.phoneNotUnderstood
      : phrases.askPhone;
  return say(
    situation,
    wordings.map((wording) => prefix + wording),
  );
}

/** The caller did not agree to the read-back. What they said instead, if anything, is taken up. */
function tellDeclined(situation: Situation, _result: ToolResult, tool: string): Answer {
  const { expected, declined } = declinedBy[tool] ?? { expected: 'slot', declined: 'slot' };
  return answerCaller({ ...situation, expected, declined });
}

/** What the caller did not agree to, and what they are asked for instead, by the tool that led there. */
const declinedBy: Readonly<Record<string, Pick<Situation, 'expected' | 'declined'>>> = {
  capture_lead: { expected: 'name', declined: 'lead' },
  move_appointment: { expected: 'slot', declined: 'move' },
  cancel_appointment: { expected: 'open', declined: 'cancel' },
};

/** « le catalogue, le tarif ou le formulaire » */
function orList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ou ${last}`;
}
