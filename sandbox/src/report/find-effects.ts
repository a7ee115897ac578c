import { z } from 'zod';
import type { PlacedCall } from '../world/world-contract.ts';
import type { CallResult } from './call-result.ts';

export type Effects = Pick<CallResult, 'appointment' | 'sms' | 'salesforce'>;

const recordSchema = z.record(z.string(), z.unknown());
const stateSchema = z.object({
  twilio: z.object({ messages: z.array(recordSchema) }),
  calendar: z.object({ calendars: z.record(z.string(), z.array(recordSchema)) }),
  salesforce: z.object({
    tasks: z.array(recordSchema),
    events: z.array(recordSchema),
    leads: z.array(recordSchema),
  }),
});

type Fields = z.infer<typeof recordSchema>;

/** Where an appointment is looked for. */
export interface AppointmentPlace {
  /** Appointments that the call has changed and another one has made. */
  readonly appointmentIds: readonly string[];
  /** Whose calendars the profile's are. */
  readonly calendar: 'google' | 'salesforce';
}

/** What one call left behind in the outside world, picked from everything that is there. */
export function findEffects(
  worldState: unknown,
  call: PlacedCall,
  { appointmentIds, calendar: vendor }: AppointmentPlace = {
    appointmentIds: [],
    calendar: 'google',
  },
): Effects {
  const { twilio, calendar, salesforce } = stateSchema.parse(worldState);
  const isOfCall = (record: Fields): boolean => Object.values(record).includes(call.callSid);
  const isNew = (value: unknown): boolean => Date.parse(String(value)) >= call.answeredAtMs - 1_000;
  const isAbout = (id: unknown, callId: unknown): boolean =>
    callId === call.callSid || (typeof id === 'string' && appointmentIds.includes(id));
  const appointment = Object.entries(calendar.calendars)
    .flatMap(([calendarId, events]) => events.map((event) => ({ calendarId, event })))
    .find(({ event }) => isAbout(event['id'], callIdOf(event)) && event['status'] !== 'cancelled');
  const row = salesforce.events.find(({ CallSid__c: id, CallbotData__c: data }) =>
    isAbout(id, callIdIn(data)),
  );
  return {
    appointment: vendor === 'salesforce' ? describeRow(row) : describeEvent(appointment),
    sms: twilio.messages.filter((message) => isNew(message['date_created'])),
    salesforce: {
      tasks: salesforce.tasks.filter(isOfCall),
      events: salesforce.events.filter((event) => isNew(event['CreatedDate'])),
      leads: salesforce.leads.filter((lead) => isNew(lead['CreatedDate'])),
    },
  };
}

const eventSchema = z.object({
  id: z.string(),
  summary: z.string().optional(),
  description: z.string().optional(),
  start: z.object({ dateTime: z.string() }),
  end: z.object({ dateTime: z.string() }),
});

function describeEvent(
  found: { readonly calendarId: string; readonly event: Fields } | undefined,
): Fields | null {
  if (found === undefined) return null;
  const { calendarId, event } = found;
  const { id, summary, description, start, end } = eventSchema.parse(event);
  return { id, calendarId, summary, description, startAt: start.dateTime, endAt: end.dateTime };
}

function describeRow(row: Fields | undefined): Fields | null {
  if (row === undefined) return null;
  const { OwnerId, Subject, Description, StartDateTime, EndDateTime } = row;
  return {
    id: row['CallSid__c'],
    calendarId: OwnerId,
    summary: Subject,
    description: Description,
    startAt: StartDateTime,
    endAt: EndDateTime,
  };
}

function callIdIn(data: unknown): string | undefined {
  if (typeof data !== 'string') return undefined;
  return z.object({ callId: z.string() }).safeParse(JSON.parse(data)).data?.callId;
}

const privatePropertiesSchema = z.object({
  extendedProperties: z.object({ private: z.record(z.string(), z.string()) }),
});

function callIdOf(event: Fields): string | undefined {
  const parsed = privatePropertiesSchema.safeParse(event);
  return parsed.success ? parsed.data.extendedProperties.private['callId'] : undefined;
}
