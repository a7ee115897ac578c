import type { ConversationToolName } from '../../../tools/conversation-tools.ts';
import type { ContactDetails } from './contact-details.ts';
import type { Situation } from './situation.ts';
import { parseSlotId } from './slot-id.ts';

type Asked = Pick<Situation, 'calls' | 'result'>;

function argumentsOf({ calls }: Asked, ...names: readonly ConversationToolName[]) {
  return calls
    .filter((call) => names.some((name) => name === call.name))
    .map((call) => call.arguments);
}

function lastString(
  calls: readonly Readonly<Record<string, unknown>>[],
  name: string,
): string | undefined {
  // What code tells of a booking comes as a call without arguments.
  return calls.map((input) => input[name]).findLast((value) => typeof value === 'string');
}

/** The slot that was read back last; null before. */
export function proposedSlot(asked: Asked): { readonly startMs: number } | null {
  const proposals = argumentsOf(asked, 'propose_appointment', 'move_appointment');
  return parseSlotId(lastString(proposals, 'slotId') ?? '');
}

/** What was noted of the caller so far, in their own words. */
export function notedDetails(asked: Asked): Partial<ContactDetails> {
  const words = argumentsOf(asked, 'capture_lead')
    .flatMap((input) => Object.entries(input))
    .filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(words) as Partial<ContactDetails>;
}

/** What was looked up in the documents before the look-up that has just answered, if one has; empty before the first. */
export function questionBefore(asked: Asked): string {
  const questions = argumentsOf(asked, 'search_knowledge');
  const isNew = asked.result?.name === 'search_knowledge';
  return lastString(isNew ? questions.slice(0, -1) : questions, 'question') ?? '';
}

/** How often the very same thing was done. */
export function timesCalled(asked: Asked, name: string, input: unknown): number {
  const same = JSON.stringify(input);
  return asked.calls.filter((call) => call.name === name && JSON.stringify(call.arguments) === same)
    .length;
}
