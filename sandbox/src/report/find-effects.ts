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

/** What one call left behind in the outside world, picked from everything that is there. */
export function findEffects(worldState: unknown, call: PlacedCall): Effects {
  const { twilio, calendar, salesforce } = stateSchema.parse(worldState);
  const isOfCall = (record: Fields): boolean => Object.values(record).includes(call.callSid);
  const isNew = (value: unknown): boolean => Date.parse(String(value)) >= call.answeredAtMs - 1_000;
  const appointment = Object.entries(calendar.calendars)
    .flatMap(([calendarId, events]) => events.map((event) => ({ calendarId, event })))
    .find(({ event }) => callIdOf(event) === call.callSid && event['status'] !== 'cancelled');
  return {
    appointment: appointment === undefined ? null : describeEvent(appointment),
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

function describeEvent({ calendarId, event }: { calendarId: string; event: Fields }): Fields {
  const { id, summary, description, start, end } = eventSchema.parse(event);
  return { id, calendarId, summary, description, startAt: start.dateTime, endAt: end.dateTime };
}

const privatePropertiesSchema = z.object({
  extendedProperties: z.object({ private: z.record(z.string(), z.string()) }),
});

function callIdOf(event: Fields): string | undefined {
  const parsed = privatePropertiesSchema.safeParse(event);
  return parsed.success ? parsed.data.extendedProperties.private['callId'] : undefined;
}
