import type { Clock } from '@standardiste/shared/time/clock.ts';
import { startGoogleCalendarSimulator } from '../vendors/google-calendar/google-calendar-simulator.ts';
import { startGoogleSpeechSimulator } from '../vendors/google-speech/google-speech-simulator.ts';
import { startGoogleTextToSpeechSimulator } from '../vendors/google-text-to-speech/google-text-to-speech-simulator.ts';
import { startGeminiEmbeddingsSimulator } from '../vendors/gemini-embeddings/gemini-embeddings-simulator.ts';
import { startOpenAiSimulator } from '../vendors/openai/openai-simulator.ts';
import { startRagSimulator } from '../vendors/rag/rag-simulator.ts';
import { startSalesforceSimulator } from '../vendors/salesforce/salesforce-simulator.ts';
import { startTwilioSimulator } from '../vendors/twilio/twilio-simulator.ts';
import { frenchMind } from '../vendors/mind/french-mind.ts';
import { recitingMind } from '../vendors/mind/reciting-mind.ts';
import { busyTimes } from './busy-times.ts';
import { knownCaller } from './people.ts';
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
  const [twilio, speech, textToSpeech, calendar, salesforce, openai, rag, embeddings] =
    await Promise.all([
      startTwilioSimulator({
        clock,
        accountSid: options.twilioAccountSid,
        authToken: options.twilioAuthToken,
        numbers: [schoolNumber],
      }),
      startGoogleSpeechSimulator({ clock, timing: definedOnly(recognition) }),
      startGoogleTextToSpeechSimulator({ clock, timing: definedOnly(synthesis) }),
      startGoogleCalendarSimulator({ clock, calendars: schoolCalendars(clock.now()) }),
      startSalesforceSimulator({ clock, ...schoolOrg }),
      startOpenAiSimulator({ clock, ...definedOnly(model), mind: minds[mind] }),
      startRagSimulator({
        clock,
        documents: schoolKnowledge(),
        generatesAnswers: true,
        wordMs: 15,
      }),
      startGeminiEmbeddingsSimulator({ clock }),
    ]);
  const vendors = { twilio, speech, textToSpeech, calendar, salesforce, openai, rag, embeddings };
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
  return schoolProfile.advisors.map(({ id, calendarId }) => ({
    id: calendarId,
    events: busy
      .filter(({ calendar }) => calendar === id)
      .map(({ summary, startAt, endAt }) => ({
        summary,
        start: { dateTime: startAt },
        end: { dateTime: endAt },
      })),
  }));
}

const schoolOrg = {
  users: schoolProfile.advisors.map(({ crmUserId, firstName, lastName, calendarId }) => ({
    Id: crmUserId,
    FirstName: firstName,
    LastName: lastName,
    Name: `${firstName} ${lastName}`,
    Email: calendarId,
    Username: calendarId,
    IsActive: true,
  })),
  contacts: [
    {
      Id: knownCaller.contactId,
      FirstName: knownCaller.firstName,
      LastName: knownCaller.lastName,
      Name: `${knownCaller.firstName} ${knownCaller.lastName}`,
      MobilePhone: knownCaller.phone,
      Email: knownCaller.email,
      OwnerId: knownCaller.ownerUserId,
    },
  ],
};
