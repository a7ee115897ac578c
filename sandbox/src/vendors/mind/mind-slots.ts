import type { MindMessage } from './mind.ts';
import { patterns, plain, withDigits } from './mind-words.ts';

export interface MindSlot {
  readonly slotId: string;
  readonly spoken: string;
  readonly advisor: string;
}

/** The slots that the latest result in the conversation offers. */
export function offeredSlots(messages: readonly MindMessage[]): readonly MindSlot[] {
  for (const message of messages.toReversed()) {
    if (message.role !== 'tool') continue;
    const slots = slotsOf(parseResult(message.content));
    if (slots.length > 0) return slots;
  }
  return [];
}

/** The slots in one tool result: those asked for, or else the alternatives. */
export function slotsOf(result: Readonly<Record<string, unknown>>): readonly MindSlot[] {
  const slots = asSlots(result['slots']);
  return slots.length > 0 ? slots : asSlots(result['alternatives']);
}

/** A tool result's JSON; an empty object when it is none. */
export function parseResult(content: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // plain text: nothing to read
  }
}

/** « le premier », « plutôt jeudi », « neuf heures » : the one slot that fits, or null. */
export function chosenSlot(text: string, slots: readonly MindSlot[]): MindSlot | null {
  const said = plain(text);
  for (const [pattern, index] of ordinals) if (pattern.test(said)) return slots.at(index) ?? null;
  const marks = marksOf(said);
  const fitting = slots.filter((slot) => {
    const spoken = marksOf(plain(slot.spoken));
    return marks.length > 0 && marks.every((mark) => spoken.includes(mark));
  });
  if (fitting.length === 1) return fitting[0] ?? null;
  return slots.length === 1 && marks.length === 0 && patterns.yes.test(said)
    ? (slots[0] ?? null)
    : null;
}

const ordinals: readonly (readonly [RegExp, number])[] = [
  [/\b(premiere?|1er|1ere)\b(?! (fois|semaine))/, 0],
  [/\b(deuxieme|seconde?|2e|2eme)\b/, 1],
  [/\b(troisieme|3e|3eme)\b/, 2],
  [/\bderniere?\b/, -1],
];

/** Day names and times as they can be compared: « jeudi », « 14:30 ». */
function marksOf(said: string): string[] {
  const text = withDigits(said);
  const times = [...text.matchAll(/\b(\d{1,2}) ?(?:heures?|h)(?: ?(\d{1,2}|et demie))?\b/g)].map(
    ([, hours, rest]) => `${hours}:${rest === 'et demie' ? '30' : (rest ?? '0').padStart(2, '0')}`,
  );
  return [...(text.match(patterns.days) ?? []), ...times];
}

function asSlots(value: unknown): MindSlot[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (slot): slot is MindSlot =>
      typeof slot === 'object' && slot !== null && 'slotId' in slot && 'spoken' in slot,
  );
}
