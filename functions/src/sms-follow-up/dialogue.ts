import type { DocumentStore, DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import { callRetentionMs, paths } from '@standardiste/shared/contracts/documents.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { z } from 'zod';
import type { Step } from './ask.ts';
import { offerSchema, type Offer } from './offer.ts';

/** Numbers answer an offer for so long; the calendar is asked again before anything changes. */
const offerValidMs = 24 * 3_600_000;

/** Messages of one phone within the window that lead to anything; a dialogue takes five or six. */
const maxTaken = 12;
const windowMs = 3_600_000;

/** What we and one phone have come to, by text: `messageDialogues/{hash}`. */
const dialogueSchema = z.object({
  /** When messages were taken that led to something, lately. */
  takenAt: z.array(z.date()),
  offer: offerSchema.nullable(),
  /** When the message was written to which the offer is the answer. */
  offeredAt: z.date().nullable(),
  /** A choice was made: a second number changes nothing. */
  isTaken: z.boolean(),
  expireAt: z.date(),
});
type DialogueDocument = z.infer<typeof dialogueSchema>;

/** An offer as it stands when somebody writes. */
export interface StandingOffer {
  readonly offer: Offer;
  readonly state: 'open' | 'taken' | 'expired';
}

/** One dialogue as it was read. */
export interface Dialogue {
  readonly standing: StandingOffer | undefined;
  /** Would one more message keep two machines talking? */
  readonly isTooLong: boolean;
  /** The write that keeps a step, on condition that nobody else has changed the dialogue meanwhile; undefined when nothing changes. */
  change(step: DialogueStep): DocumentWrite | undefined;
}

export interface DialogueStep extends Pick<Step, 'offer' | 'ends'> {
  /** True for a message, false for what comes of it later. */
  readonly isMessage: boolean;
  /** When the message was written: an offer gives way to that of a later message. */
  readonly askedAt: Date;
}

/** Reads what we and a phone have come to. */
export async function readDialogue(
  store: DocumentStore,
  { profileId, phoneHash, nowMs }: { profileId: string; phoneHash: string; nowMs: number },
): Promise<Dialogue> {
  const path = paths.messageDialogue(hashKey(`${profileId}:${phoneHash}`));
  const stored = await store.get(path);
  const known = stored === undefined ? nothingYet : dialogueSchema.parse(stored.data);
  const takenAt = known.takenAt.filter((at) => at.getTime() > nowMs - windowMs);
  return {
    standing: standingOf(known, nowMs),
    isTooLong: takenAt.length >= maxTaken,
    change(step) {
      const offer = offerFields(known, step);
      if (!step.isMessage && offer === undefined) return undefined;
      const data = {
        ...known,
        ...offer,
        takenAt: step.isMessage ? [...takenAt, new Date(nowMs)] : takenAt,
        expireAt: new Date(nowMs + callRetentionMs),
      };
      if (stored === undefined) return { type: 'create', path, data };
      return { type: 'update', path, data, precondition: { updateTime: stored.updateTime } };
    },
  };
}

type OfferFields = Pick<DialogueDocument, 'offer' | 'offeredAt' | 'isTaken'>;

function offerFields(
  known: OfferFields,
  { offer, ends, askedAt }: DialogueStep,
): Partial<OfferFields> | undefined {
  if (ends === 'dropped') return { offer: null, offeredAt: null, isTaken: false };
  if (ends === 'taken') return { isTaken: true };
  if (offer === undefined) return undefined;
  const isOvertaken = known.offeredAt !== null && known.offeredAt.getTime() > askedAt.getTime();
  return isOvertaken ? undefined : { offer, offeredAt: askedAt, isTaken: false };
}

const nothingYet = { takenAt: [], offer: null, offeredAt: null, isTaken: false };

function standingOf(
  { offer, offeredAt, isTaken }: OfferFields,
  nowMs: number,
): StandingOffer | undefined {
  if (offer === null || offeredAt === null) return undefined;
  if (isTaken) return { offer, state: 'taken' };
  const isOpen = nowMs - offeredAt.getTime() < offerValidMs;
  return { offer, state: isOpen ? 'open' : 'expired' };
}
