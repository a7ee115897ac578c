import type { Clock } from '@standardiste/shared/time/clock.ts';
import { startLanguageModels } from './start-language-models.ts';
import { startGoogleCalendarSimulator } from '../vendors/google-calendar/google-calendar-simulator.ts';
import { startGoogleSpeechSimulator } from '../vendors/google-speech/google-speech-simulator.ts';
import { startGoogleTextToSpeechSimulator } from '../vendors/google-text-to-speech/google-text-to-speech-simulator.ts';
import { startGeminiEmbeddingsSimulator } from '../vendors/gemini-embeddings/gemini-embeddings-simulator.ts';
import { startRagSimulator } from '../vendors/rag/rag-simulator.ts';
import { startSalesforceSimulator } from '../vendors/salesforce/salesforce-simulator.ts';
import { startTwilioSimulator } from '../vendors/twilio/twilio-simulator.ts';
import { frenchMind } from '../vendors/mind/french-mind.ts';
import { recitingMind } from '../vendors/mind/reciting-mind.ts';
import { busyTimes } from './busy-times.ts';
import { existingAppointments } from './existing-appointments.ts';
import { knownCaller, movingCaller, textingCaller, withdrawingCaller } from './people.ts';
import { schoolKnowledge, schoolNumber, schoolProfile } from './school.ts';
import { readWorldTimings, type WorldTimings } from './world-timings.ts';

/** Every vendor, simulated. Whoever starts it disposes of it. */
export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(options: {
  readonly clock: Clock;
  readonly twilioAccountSid: string;
  readonly twilioAuthToken: string;
  readonly timings?: WorldTimings;
}) {
  await using stack = new AsyncDisposableStack();
  const { clock } = options;
  const { recognition, synthesis, model, mind } = options.timings ?? readWorldTimings(undefined);
  const [twilio, speech, textToSpeech, calendar, salesforce, rag, embeddings] = await Promise.all([
    startTwilioSimulator({
      clock,
      accountSid: options.twilioAccountSid,
      authToken: options.twilioAuthToken,
      numbers: [schoolNumber],
    }),
    startGoogleSpeechSimulator({ clock, timing: definedOnly(recognition) }),
    startGoogleTextToSpeechSimulator({ clock, timing: definedOnly(synthesis) }),
    startGoogleCalendarSimulator({ clock, calendars: schoolCalendars(clock.now()) }),
    startSalesforceSimulator({ clock, ...schoolOrg(clock.now()) }),
    startRagSimulator({
      clock,
      documents: schoolKnowledge(),
      generatesAnswers: true,
      wordMs: 15,
    }),
    startGeminiEmbeddingsSimulator({ clock }),
  ]);
  const models = await startLanguageModels({ clock, ...definedOnly(model), mind: minds[mind] });
  const vendors = {
    ...{ twilio, speech, textToSpeech, calendar, salesforce, rag, embeddings },
    ...models,
  };
  for (const vendor of Object.values(vendors)) stack.use(vendor);
  const kept = stack.move();
  return { ...vendors, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const minds = { french: frenchMind, reciting: recitingMind };

/** Without the fields that are there but undefined, which would hide defaults. */
function definedOnly<Fields extends object>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };
}

function schoolCalendars(nowMs: number) {
  const busy = busyTimes(nowMs);
  const appointments = existingAppointments(nowMs);
  return schoolProfile.advisors.map(({ id, calendarId }) => ({
    id: calendarId,
    events: [
      ...busy.filter(({ calendar }) => calendar === id).map(googleTimes),
      ...appointments
        .filter(({ advisorId }) => advisorId === id)
        .map((appointment) => ({
          ...googleTimes(appointment),
          id: appointment.appointmentId,
          extendedProperties: { private: { ...appointment.properties } },
        })),
    ],
  }));
}

function googleTimes({ summary, startAt, endAt }: EventTimes) {
  return { summary, start: { dateTime: startAt }, end: { dateTime: endAt } };
}

interface EventTimes {
  readonly summary: string;
  readonly startAt: string;
  readonly endAt: string;
}

/** The same people, meetings and appointments as in the calendars: a profile may keep them in either. */
function schoolOrg(nowMs: number) {
  return {
    users: schoolUsers,
    contacts: [knownCaller, movingCaller, withdrawingCaller, textingCaller].map(contactFields),
    events: [
      ...busyTimes(nowMs).map((busy) => eventFields(busy.calendar, busy)),
      ...existingAppointments(nowMs).map((appointment) => ({
        ...eventFields(appointment.advisorId, appointment),
        WhoId: appointment.contactId,
        CallSid__c: appointment.appointmentId,
        CallbotData__c: JSON.stringify(appointment.properties),
      })),
    ],
  };
}

function eventFields(advisorId: string, { summary, startAt, endAt }: EventTimes) {
  const advisor = schoolProfile.advisors.find(({ id }) => id === advisorId);
  return {
    OwnerId: advisor?.crmUserId,
    Subject: summary,
    StartDateTime: startAt,
    EndDateTime: endAt,
    ShowAs: 'Busy',
  };
}

function contactFields(
  person:
    typeof knownCaller | typeof movingCaller | typeof withdrawingCaller | typeof textingCaller,
) {
  const { contactId, firstName, lastName, phone, email, ownerUserId } = person;
  return {
    Id: contactId,
    FirstName: firstName,
    LastName: lastName,
    Name: `${firstName} ${lastName}`,
    MobilePhone: phone,
    Email: email,
    OwnerId: ownerUserId,
  };
}

const schoolUsers = schoolProfile.advisors.map(
  ({ crmUserId, firstName, lastName, calendarId }) => ({
    Id: crmUserId,
    FirstName: firstName,
    LastName: lastName,
    Name: `${firstName} ${lastName}`,
    Email: calendarId,
    Username: calendarId,
    IsActive: true,
  }),
);
