import { call, say, type Answer } from './answer.ts';
import { askForDetails } from './answer-caller.ts';
import { timesCalled } from './earlier-calls.ts';
import { phrases } from './phrases.ts';
import { isIn } from './pick-wording.ts';
import type { Situation } from './situation.ts';

/** Nobody is told the same thing, or asked to confirm it, more often than this. */
const maxTimes = 2;
/** They lead to a read-back: the same one again is the same sentence again. */
const readBackTools = new Set([
  'propose_appointment',
  'move_appointment',
  'cancel_appointment',
  'capture_lead',
]);

/**
 * The answer, or a way out when it would be the third time: first the offer of a call back, then the call back, then the end.
 * However little is understood, no call goes round for ever.
 */
export function leaveCircle(situation: Situation, answer: Answer): Answer {
  const { agentTexts, hasNumber, isCallBackNoted } = situation;
  if (timesDone(situation, answer) < maxTimes) return answer;
  const wasOffered = agentTexts.some((text) => isIn(phrases.goingRound, text));
  if (!wasOffered && !isCallBackNoted) return say(situation, phrases.goingRound);
  if (isCallBackNoted || (!hasNumber && hasAskedForDetails(situation))) return call('end_call');
  return hasNumber
    ? call('request_call_back', { reason: situation.said.slice(0, 200) || 'Incompris' })
    : askForDetails(situation);
}

function timesDone(situation: Situation, answer: Answer): number {
  if (answer.type === 'say')
    return situation.agentTexts.filter((text) => text.endsWith(answer.text)).length;
  return readBackTools.has(answer.name) ? timesCalled(situation, answer.name, answer.arguments) : 0;
}

function hasAskedForDetails({ agentTexts }: Situation): boolean {
  return agentTexts.some((text) => isIn(phrases.askName, text) || isIn(phrases.askPhone, text));
}
