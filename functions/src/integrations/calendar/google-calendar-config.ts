import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import type { GoogleCalendarIdentity } from './google-auth.ts';
import type { GoogleCalendarOptions } from './google-calendar.ts';

/** Variables of whoever uses Google Calendar. */
export const googleCalendarVariables = {
  /** Another origin than Google's own. */
  GOOGLE_CALENDAR_BASE_URL: z.url().optional(),
  /** A fixed token, for a simulator or a trial. */
  GOOGLE_CALENDAR_ACCESS_TOKEN: z.string().min(1).optional(),
  /** A service account with domain-wide delegation, and the user it acts for: all three or none. */
  GOOGLE_CALENDAR_CLIENT_EMAIL: z.email().optional(),
  /** PEM; line breaks may be written as `\n`. */
  GOOGLE_CALENDAR_PRIVATE_KEY: z.string().min(1).optional(),
  GOOGLE_CALENDAR_SUBJECT: z.email().optional(),
} as const;

const schema = z.object(googleCalendarVariables);
type Values = z.infer<typeof schema>;

/** @throws ConfigInvalidError when only some of the three variables of a delegated account are set. */
export function googleCalendarOptions(
  values: Values,
): Pick<GoogleCalendarOptions, 'baseUrl' | 'identity'> {
  return { baseUrl: values.GOOGLE_CALENDAR_BASE_URL, identity: identityOf(values) };
}

/** Without any of the variables the function is whoever it runs as, and the calendars are shared with that account. */
function identityOf(values: Values): GoogleCalendarIdentity {
  const accessToken = values.GOOGLE_CALENDAR_ACCESS_TOKEN;
  if (accessToken !== undefined) return { type: 'token', accessToken };
  const email = values.GOOGLE_CALENDAR_CLIENT_EMAIL;
  const privateKey = values.GOOGLE_CALENDAR_PRIVATE_KEY?.replaceAll('\\n', '\n');
  const subject = values.GOOGLE_CALENDAR_SUBJECT;
  if (email !== undefined && privateKey !== undefined && subject !== undefined) {
    return { type: 'delegated', email, privateKey, subject };
  }
  if (email === undefined && privateKey === undefined && subject === undefined) {
    return { type: 'ambient' };
  }
  throw new ConfigInvalidError(
    'GOOGLE_CALENDAR_CLIENT_EMAIL, GOOGLE_CALENDAR_PRIVATE_KEY and GOOGLE_CALENDAR_SUBJECT belong together',
  );
}
