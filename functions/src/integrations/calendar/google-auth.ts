import { auth as google, type calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';

/** Anything that Google's client accepts as authentication. */
export type GoogleCalendarAuth = NonNullable<calendar_v3.Options['auth']>;

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
