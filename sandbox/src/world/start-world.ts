import type { Clock } from '@standardiste/shared/time/clock.ts';
import { startGoogleCalendarSimulator } from '../vendors/google-calendar/google-calendar-simulator.ts';
import { startGoogleSpeechSimulator } from '../vendors/google-speech/google-speech-simulator.ts';
import { startGoogleTextToSpeechSimulator } from '../vendors/google-text-to-speech/google-text-to-speech-simulator.ts';
import { startOpenAiSimulator } from '../vendors/openai/openai-simulator.ts';
import { startSalesforceSimulator } from '../vendors/salesforce/salesforce-simulator.ts';
import { startTwilioSimulator } from '../vendors/twilio/twilio-simulator.ts';
import { busyTimes } from './busy-times.ts';
import { knownCaller } from './people.ts';
import { schoolProfile } from './school.ts';

/** Every vendor, simulated. Whoever starts it disposes of it. */
export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(options: {
  readonly clock: Clock;
  readonly twilioAccountSid: string;
  readonly twilioAuthToken: string;
}) {
  await using stack = new AsyncDisposableStack();
  const { clock } = options;
  const [twilio, speech, textToSpeech, calendar, salesforce, openai] = await Promise.all([
    startTwilioSimulator({
      clock,
      accountSid: options.twilioAccountSid,
      authToken: options.twilioAuthToken,
    }),
    startGoogleSpeechSimulator({ clock }),
    startGoogleTextToSpeechSimulator({ clock }),
    startGoogleCalendarSimulator({ clock, calendars: schoolCalendars(clock.now()) }),
    startSalesforceSimulator({ clock, ...schoolOrg }),
    startOpenAiSimulator({ clock }),
  ]);
  const vendors = { twilio, speech, textToSpeech, calendar, salesforce, openai };
  for (const vendor of Object.values(vendors)) stack.use(vendor);
  const kept = stack.move();
  return { ...vendors, [Symbol.asyncDispose]: () => kept.disposeAsync() };
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
