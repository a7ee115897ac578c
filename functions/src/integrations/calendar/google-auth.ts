import { auth as google } from 'googleapis/build/src/apis/calendar/index.js';
import type { GoogleCalendarAuth } from './google-calendar.ts';

/** The least that freeBusy and events need. */
const scopes = [
  'https://www.googleapis.com/auth/calendar.events',
  'https://www.googleapis.com/auth/calendar.freebusy',
];

/**
 * - `token`: a fixed access token, for a simulator or a trial.
 * - `delegated`: a service account's key that acts for one user of the domain (domain-wide delegation).
 * - `ambient`: whoever the process runs as; the calendars are shared with that account.
 */
export type GoogleCalendarIdentity =
  | { readonly type: 'token'; readonly accessToken: string }
  | {
      readonly type: 'delegated';
      readonly email: string;
      readonly privateKey: string;
      readonly subject: string;
    }
  | { readonly type: 'ambient' };

/** Authentication for Google's client; nothing is fetched before the first request. */
export function createGoogleCalendarAuth(identity: GoogleCalendarIdentity): GoogleCalendarAuth {
  switch (identity.type) {
    case 'token': {
      const client = new google.OAuth2();
      client.setCredentials({ access_token: identity.accessToken });
      return client;
    }
    case 'delegated': {
      const { email, privateKey: key, subject } = identity;
      return new google.JWT({ email, key, subject, scopes });
    }
    case 'ambient':
      return new google.GoogleAuth({ scopes });
  }
}
