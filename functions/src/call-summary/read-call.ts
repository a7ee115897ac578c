import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import {
  callDocumentSchema,
  paths,
  turnDocumentSchema,
} from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { profileSchema, type Profile } from '@standardiste/shared/contracts/profile.ts';
import { writeDateTime } from '@standardiste/shared/french/write-date-time.ts';
import { bookResult, cancelResult, moveResult } from '@standardiste/shared/contracts/tools.ts';
import { z } from 'zod';
import type { CallToSummarise, SummaryTurn } from '../integrations/summaries/summaries.ts';

/** A call of an hour has some 400 turns. */
const maxTurns = 1_000;
/** No call uses near as many tools. */
const maxTools = 200;

const callPart = callDocumentSchema.pick({ caller: true, appointment: true }).partial();
type CallPart = z.infer<typeof callPart>;

/** The call as its documents tell it. What is missing is left out: a call without profile or turns has a summary too. */
export async function readCall(
  store: DocumentStore,
  { callId, profileId, outcome, durationMs }: EventData<'call-ended'>,
): Promise<CallToSummarise> {
  const collection = `${paths.call(callId)}/turns`;
  const tools = `${paths.call(callId)}/tools`;
  const [call, profile, changed, turns] = await Promise.all([
    store.get(paths.call(callId)),
    store.get(paths.profile(profileId)),
    store.query({ collection: tools, orderBy: [{ field: 'requestedAt' }], limit: maxTools }),
    store.query({ collection, orderBy: [{ field: 'n' }], limit: maxTurns }),
  ]);
  const known: CallPart = callPart.safeParse(call?.data).data ?? {};
  const { data: settings } = profileSchema.safeParse(profile?.data);
  return {
    companyName: settings?.companyName ?? '',
    outcome,
    durationSeconds: Math.round(durationMs / 1_000),
    callerName: nameOf(known),
    appointment: describeAppointment(
      lastChanged(changed.map(({ data }) => data)) ?? known.appointment,
      settings,
    ),
    turns: turns.flatMap(({ data }) => readTurn(data)),
  };
}

function nameOf({ caller }: CallPart): string | null {
  if (caller?.kind !== 'known') return null;
  const name = `${caller.firstName} ${caller.lastName}`.trim();
  return name === '' ? null : name;
}

const changingTool = z.discriminatedUnion('tool', [
  z.object({ tool: z.literal('calendar.book'), result: bookResult }),
  z.object({ tool: z.literal('calendar.move'), result: moveResult }),
  z.object({ tool: z.literal('calendar.cancel'), result: cancelResult }),
]);

/** The appointment that the calendar made, moved or cancelled last; a call that was cut has it nowhere else. */
function lastChanged(tools: readonly unknown[]): Appointment | undefined {
  return tools
    .flatMap((data) => {
      const result = changingTool.safeParse(data).data?.result;
      return result !== undefined && 'startAt' in result ? [result] : [];
    })
    .at(-1);
}

interface Appointment {
  readonly startAt: string;
  readonly advisorId: string;
}

function describeAppointment(
  appointment: Appointment | null | undefined,
  profile: Profile | undefined,
): string | null {
  if (appointment == null) return null;
  const when = writeDateTime(Date.parse(appointment.startAt), profile?.timeZone ?? 'Europe/Paris');
  const advisor = profile?.advisors.find(({ id }) => id === appointment.advisorId);
  return advisor === undefined ? when : `${when} avec ${advisor.firstName}`;
}

/** Of the callbot only what the caller heard: the rest was not part of the conversation. */
function readTurn(data: unknown): readonly SummaryTurn[] {
  const turn = turnDocumentSchema.safeParse(data).data;
  if (turn === undefined) return [];
  const text = (turn.role === 'agent' ? turn.heard : turn.said).trim();
  return text === '' ? [] : [{ role: turn.role, text }];
}
