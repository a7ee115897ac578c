import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import {
  calendar as createClient,
  type calendar_v3,
} from 'googleapis/build/src/apis/calendar/index.js';
import type {
  Calendar,
  CalendarEvent,
  CreateOutcome,
  EventReference,
  NewCalendarEvent,
} from './calendar.ts';
import { createGoogleCalendarAuth, type GoogleCalendarIdentity } from './google-auth.ts';
import { readFailure } from './google-error.ts';
import { formatGoogleChanges, formatGoogleEvent, parseGoogleEvent } from './google-event.ts';
import { readBusyAnswers } from './google-free-busy.ts';
import { createRequests, type RequestLimits, type Requests } from './google-requests.ts';

export interface GoogleCalendarOptions extends RequestLimits {
  /** As whom the calendars are read and written. */
  readonly identity: GoogleCalendarIdentity;
  /** Where all-day events begin and end. Default `Europe/Paris`. */
  readonly timeZone?: string;
  /** Another origin than Google's own, for instance a simulator's. */
  readonly baseUrl?: string | undefined;
}

const maxPages = 10;

/** Google Calendar through Google's own client. Source: https://developers.google.com/workspace/calendar/api/v3/reference */
export function createGoogleCalendar(options: GoogleCalendarOptions): Calendar {
  const { baseUrl, timeZone = 'Europe/Paris' } = options;
  const auth = createGoogleCalendarAuth(options.identity);
  const rootUrl = baseUrl === undefined ? undefined : `${baseUrl.replace(/\/$/, '')}/`;
  const client = createClient({ version: 'v3', auth, ...(rootUrl && { rootUrl }) });
  const requests = createRequests(options);
  const get = (
    reference: EventReference,
    signal: AbortSignal,
  ): Promise<CalendarEvent | undefined> =>
    getEvent({ client, requests, timeZone }, reference, signal);
  return {
    get,
    async freeBusy({ calendarIds, startMs, endMs }, signal) {
      const requestBody = { ...rangeOf(startMs, endMs), items: calendarIds.map((id) => ({ id })) };
      const data = await requests.read('freebusy.query', signal, (request) =>
        client.freebusy.query({ requestBody }, request),
      );
      return readBusyAnswers(data, calendarIds);
    },
    create: (calendarId, event, signal) =>
      createEvent({ client, requests, timeZone }, { calendarId, event }, signal),
    async update({ calendarId, eventId, version }, changes, signal) {
      const requestBody = formatGoogleChanges(changes);
      try {
        const data = await requests.write('events.patch', signal, (request) =>
          client.events.patch(
            { calendarId, eventId, requestBody },
            { ...request, ...(version && { headers: { 'If-Match': version } }) },
          ),
        );
        return { type: 'updated', event: parseGoogleEvent(data, timeZone) };
      } catch (error) {
        const status = statusOf(error);
        if (status === 412) return { type: 'changed' };
        if (status === 404 || status === 410) return { type: 'missing' };
        throw error;
      }
    },
    async transfer({ calendarId, eventId }, destination, signal) {
      try {
        const data = await requests.write('events.move', signal, (request) =>
          client.events.move({ calendarId, eventId, destination, sendUpdates: 'none' }, request),
        );
        return { type: 'updated', event: parseGoogleEvent(data, timeZone) };
      } catch (error) {
        const status = statusOf(error);
        if (status === 404 || status === 410) return { type: 'missing' };
        throw error;
      }
    },
    async delete({ calendarId, eventId }, signal) {
      try {
        await requests.write('events.delete', signal, (request) =>
          client.events.delete({ calendarId, eventId }, request),
        );
      } catch (error) {
        const status = statusOf(error);
        if (status !== 404 && status !== 410) throw error;
      }
    },
    async list({ calendarId, startMs, endMs, privateProperty }, signal) {
      const parameters: calendar_v3.Params$Resource$Events$List = {
        calendarId,
        ...rangeOf(startMs, endMs),
        singleEvents: true,
        orderBy: 'startTime',
        maxResults: 250,
        ...(privateProperty && {
          privateExtendedProperty: [`${privateProperty.key}=${privateProperty.value}`],
        }),
      };
      const pages = await readPages({ client, requests, timeZone }, parameters, signal);
      return pages.map((item) => parseGoogleEvent(item, timeZone));
    },
  };
}

interface Access {
  readonly client: calendar_v3.Calendar;
  readonly requests: Requests;
  readonly timeZone: string;
}

async function getEvent(
  { client, requests, timeZone }: Access,
  { calendarId, eventId }: EventReference,
  signal: AbortSignal,
): Promise<CalendarEvent | undefined> {
  try {
    const data = await requests.read('events.get', signal, (request) =>
      client.events.get({ calendarId, eventId }, request),
    );
    return parseGoogleEvent(data, timeZone);
  } catch (error) {
    // 404 also means that the calendar is not ours to see; then the write that follows says so.
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/**
 * Creates under the caller's id. A lost answer is resolved by looking: the id says whether the event was made.
 */
async function createEvent(
  access: Access,
  { calendarId, event }: { calendarId: string; event: NewCalendarEvent },
  signal: AbortSignal,
): Promise<CreateOutcome> {
  const { client, requests, timeZone } = access;
  const requestBody = formatGoogleEvent(event);
  try {
    const data = await requests.write('events.insert', signal, (request) =>
      client.events.insert({ calendarId, requestBody, sendUpdates: 'none' }, request),
    );
    return { type: 'created', event: parseGoogleEvent(data, timeZone) };
  } catch (error) {
    const isDuplicate = statusOf(error) === 409;
    const isAmbiguous = error instanceof VendorFailedError && error.ambiguous;
    if (!isDuplicate && !isAmbiguous) throw error;
    const existing = await getEvent(access, { calendarId, eventId: event.id }, signal);
    if (existing === undefined) throw error;
    return { type: 'exists', event: existing };
  }
}

async function readPages(
  { client, requests }: Access,
  parameters: calendar_v3.Params$Resource$Events$List,
  signal: AbortSignal,
): Promise<readonly calendar_v3.Schema$Event[]> {
  const items: calendar_v3.Schema$Event[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const data = await requests.read('events.list', signal, (request) =>
      client.events.list({ ...parameters, ...(pageToken && { pageToken }) }, request),
    );
    items.push(...(data.items ?? []));
    pageToken = data.nextPageToken ?? undefined;
    if (pageToken === undefined) return items;
  }
  // Half a list would read as "free" where it ends.
  throw new VendorFailedError(`Google Calendar events.list: more than ${maxPages} pages`, {
    vendor: 'google-calendar',
    retryable: false,
  });
}

function rangeOf(startMs: number, endMs: number): { timeMin: string; timeMax: string } {
  return { timeMin: new Date(startMs).toISOString(), timeMax: new Date(endMs).toISOString() };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof VendorFailedError ? readFailure(error.cause).status : undefined;
}
