import { appointmentSchema, slotSchema } from '@standardiste/shared/contracts/tools.ts';
import { parseWish } from '@standardiste/shared/french/parse-date-time.ts';
import { z } from 'zod';
import { changes, type Offer } from './offer.ts';

const windowSchema = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

/** What another function is asked for on behalf of somebody who writes, and why. */
export const askSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('appointments'),
    change: z.enum(changes),
    /** False when the wish was read between the lines: then a cancellation is confirmed first. */
    isCertain: z.boolean(),
    /** When the person would like to come instead, in their own words. */
    when: z.string(),
  }),
  z.object({
    type: z.literal('slots'),
    appointment: appointmentSchema,
    windows: z.array(windowSchema),
  }),
  z.object({ type: z.literal('move'), appointment: appointmentSchema, slot: slotSchema }),
  z.object({ type: z.literal('cancel'), appointment: appointmentSchema }),
  z.object({ type: z.literal('question'), question: z.string() }),
]);
export type Ask = z.infer<typeof askSchema>;

/** What comes of a message, or of a tool's answer. Nothing of it is also an answer. */
export interface Step {
  readonly say?: string;
  readonly ask?: Ask;
  /** Numbers answer this from now on. */
  readonly offer?: Offer;
  /** The standing offer ends: a choice was made, or none is wanted. */
  readonly ends?: 'taken' | 'dropped';
}

/** Looks for a new time, or asks back when the words could mean several days. */
export function findSlots(
  appointment: Extract<Ask, { type: 'slots' }>['appointment'],
  when: string,
  { nowMs, timeZone }: { nowMs: number; timeZone: string },
): Step {
  const wish = parseWish(when, { nowMs, timeZone });
  if (wish.type === 'question') {
    return { say: wish.question, offer: { type: 'slots', appointment, slots: [] } };
  }
  const windows = wish.type === 'constraints' ? wish.windows : [];
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    ask: {
      type: 'slots',
      appointment,
      windows: windows.map(({ fromMs, toMs }) => ({ from: iso(fromMs), to: iso(toMs) })),
    },
  };
}
