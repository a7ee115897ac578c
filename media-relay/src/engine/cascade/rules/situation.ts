import type { OfferedSlot, ToolResult } from '../../../tools/conversation-tools.ts';
import type {
  ModelFacts,
  ModelMessage,
  ModelRequest,
  ModelToolCall,
} from '../../language-model.ts';
import { cleanSpeech } from '@standardiste/shared/french/clean-speech.ts';
import { slotId } from '../../../tools/offered-slots.ts';
import { parseSlotId } from './slot-id.ts';
import { expectedAnswer, type ExpectedAnswer } from './expected-answer.ts';
import { readWantedChange, type WantedChange } from './wanted-change.ts';

/** A request as the decisions read it. */
export interface Situation {
  readonly facts: ModelFacts;
  /** What the caller said last, all their turns since the agent spoke joined. */
  readonly said: string;
  /** The caller's turn before that. */
  readonly saidBefore: string;
  /** What the agent last asked for. */
  readonly expected: ExpectedAnswer;
  /** Everything the agent said, oldest first, as heard. */
  readonly agentTexts: readonly string[];
  /** A tool result that the caller has not been told of. */
  readonly result: { readonly name: string; readonly value: ToolResult } | null;
  /** Slots the caller may choose from, in the order in which they were offered. */
  readonly offered: readonly TimedSlot[];
  /** Every tool call of the conversation, oldest first. */
  readonly calls: readonly ModelToolCall[];
  /** How many look-ups in a row found nothing. */
  readonly emptyLookUps: number;
  /** What the caller has just refused to confirm. */
  readonly declined: 'slot' | 'lead' | 'move' | 'cancel' | null;
  /** What the caller wants done with an appointment that they have. */
  readonly change: WantedChange;
  readonly isKnown: boolean;
  /** A call back was promised in this call. */
  readonly isCallBackNoted: boolean;
  /** Whether a call back needs no more than a promise: there is a number to call. */
  readonly hasNumber: boolean;
  can(tool: string): boolean;
}

export interface TimedSlot extends OfferedSlot {
  readonly startMs: number;
}

/** Reads a request. Pure. */
export function readSituation(request: ModelRequest): Situation {
  const { messages, facts, tools } = request;
  const agentTexts = messages.flatMap((message) =>
    message.role === 'agent' && message.text !== '' ? [message.text] : [],
  );
  const last = messages.at(-1);
  const callerTexts = callerTurns(messages);
  const names = new Set(tools.map(({ name }) => name));
  return {
    facts,
    said: cleanSpeech(callerTexts.at(-1) ?? ''),
    saidBefore: cleanSpeech(callerTexts.at(-2) ?? ''),
    expected: expectedAnswer(lastQuestion(messages)),
    agentTexts,
    result: last?.role === 'tool' ? { name: last.name, value: last.result as ToolResult } : null,
    offered: offeredSlots(messages, facts),
    calls: messages.flatMap((message) =>
      message.role === 'agent' ? (message.toolCalls ?? []) : [],
    ),
    emptyLookUps: countEmptyLookUps(messages),
    declined: null,
    change: readWantedChange(request),
    isKnown: facts.caller.kind === 'known',
    isCallBackNoted: messages.some(isPromise),
    hasNumber: facts.caller.kind !== 'anonymous' || facts.leadCaptured,
    can: (tool) => names.has(tool),
  };
}

function isPromise(message: ModelMessage): boolean {
  return message.role === 'tool' && (message.result as ToolResult).type === 'recorded';
}

/** The caller's turns; those with nothing of the agent between them are one. */
function callerTurns(messages: readonly ModelMessage[]): string[] {
  const turns: string[] = [];
  let isOpen = false;
  for (const message of messages) {
    if (message.role === 'agent' && message.text !== '') isOpen = false;
    if (message.role !== 'caller') continue;
    if (isOpen) turns.push(`${turns.pop() ?? ''} ${message.text}`);
    else turns.push(message.text);
    isOpen = true;
  }
  return turns;
}

/** What the agent said before the caller's last turn: fillers after it ask nothing. */
function lastQuestion(messages: readonly ModelMessage[]): string {
  const lastCaller = messages.findLastIndex(({ role }) => role === 'caller');
  const before = messages.slice(0, lastCaller === -1 ? undefined : lastCaller);
  const spoken = before.findLast((message) => message.role === 'agent' && message.text !== '');
  return spoken?.role === 'agent' ? spoken.text : '';
}

/** The latest slots that were shown, as far as the conversation still lets them be proposed. */
function offeredSlots(messages: readonly ModelMessage[], facts: ModelFacts): TimedSlot[] {
  const allowed = new Set(facts.offeredSlots.map(slotId));
  for (const message of messages.toReversed()) {
    const slots = message.role === 'tool' ? timedSlots(message.result as ToolResult) : [];
    if (slots.length > 0) return slots.filter((slot) => allowed.has(slot.slotId));
  }
  return [];
}

/** The slots of a tool result: those asked for, or else the alternatives. */
export function timedSlots(result: ToolResult): TimedSlot[] {
  const slots = (result['slots'] ?? []) as readonly OfferedSlot[];
  const alternatives = (result['alternatives'] ?? []) as readonly OfferedSlot[];
  return (slots.length > 0 ? slots : alternatives).flatMap((slot) => {
    const id = parseSlotId(slot.slotId);
    return id === null ? [] : [{ ...slot, startMs: id.startMs }];
  });
}

function countEmptyLookUps(messages: readonly ModelMessage[]): number {
  const lookUps = messages.filter(
    (message) => message.role === 'tool' && message.name === 'find_slots',
  );
  const lastFull = lookUps.findLastIndex(
    (message) => message.role === 'tool' && timedSlots(message.result as ToolResult).length > 0,
  );
  return lookUps.length - 1 - lastFull;
}
