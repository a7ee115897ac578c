import { z } from 'zod';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type {
  BusyAnswer,
  Calendar,
  CalendarEvent,
  CreateOutcome,
  EventChanges,
  EventReference,
  Interval,
  NewCalendarEvent,
  UpdateOutcome,
} from '../../calendar/calendar.ts';
import {
  eventFields,
  eventRow,
  mergeIntervals,
  readProperties,
  toCalendarEvent,
  type EventRow,
} from './calendar-event.ts';
import { readCandidates } from './lightning-scheduler.ts';
import { query } from './query.ts';
import { externalIdOf, isRecordId, shortIdOf } from './record-id.ts';
import { createSalesforceClient, type SalesforceClientOptions } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';
import { soql, soqlName, type Soql, type SoqlName } from './soql.ts';

export interface SalesforceCalendarOptions extends SalesforceClientOptions {
  /** Unique external-id text field on Activity: `CallSid__c`. */
  readonly activityKeyField: string;
  /** Long text field on Activity for our private properties, as JSON: `CallbotData__c`. */
  readonly dataField: string;
  /** Where all-day events begin and end. Default `Europe/Paris`. */
  readonly timeZone?: string;
}

const dayMs = 86_400_000;
/** More than an advisor has in a month. */
const maxRows = 2_000;

/**
 * Salesforce Events as calendars: a calendar is a user, an event belongs to its owner. The unique external id keeps a second attempt
 * from making a second event; deleted events are known while they lie in the recycle bin (15 days). The platform checks no overlap,
 * repeats nothing (a series is rows) and has no conditional writes: `version` is compared just before the write. An event has the
 * same key as the entry that salesforce-logging saves for an appointment, so that both are one record.
 */
export function createSalesforceCalendar(options: SalesforceCalendarOptions): Calendar {
  const access: Access = {
    client: createSalesforceClient(options),
    key: soqlName(options.activityKeyField),
    data: soqlName(options.dataField),
    timeZone: options.timeZone ?? 'Europe/Paris',
  };
  return {
    freeBusy: (question, signal) => freeBusy(access, question, signal),
    async get(reference, signal) {
      const row = await findRow(access, reference, signal);
      return row && toCalendarEvent(row, access);
    },
    create: (calendarId, event, signal) => createEvent(access, { calendarId, event }, signal),
    update: ({ version, ...reference }, changes, signal) =>
      changeEvent(access, { reference, version, changes }, signal),
    transfer: (reference, toCalendarId, signal) =>
      changeEvent(access, { reference, version: undefined, changes: {}, toCalendarId }, signal),
    async delete(reference, signal) {
      const row = await findRow(access, reference, signal);
      if (row === undefined || row.IsDeleted) return;
      try {
        await send(access, { method: 'DELETE', id: row.Id, what: 'delete an event' }, signal);
      } catch (error) {
        const code = readFault(error)?.errorCode ?? '';
        if (!['NOT_FOUND', 'ENTITY_IS_DELETED'].includes(code)) throw error;
      }
    },
    async list({ calendarId, startMs, endMs, privateProperty }, signal) {
      const span = { startMs, endMs };
      const rows = await readOverlapping(access, { ...span, owners: [calendarId] }, signal);
      // Nothing of a user who is not there would read as "free".
      if (rows.length === 0) await demandUser(access, calendarId, signal);
      const events = rows.map((row) => toCalendarEvent(row, access));
      if (privateProperty === undefined) return events;
      const { key, value } = privateProperty;
      return events.filter(({ privateProperties }) => privateProperties[key] === value);
    },
    candidates: (question, signal) => readCandidates(access.client, question, signal),
  };
}

interface Access {
  readonly client: ReturnType<typeof createSalesforceClient>;
  readonly key: SoqlName;
  readonly data: SoqlName;
  readonly timeZone: string;
}

const userRow = z.object({ Id: z.string() });

async function freeBusy(
  access: Access,
  { calendarIds, startMs, endMs }: Interval & { readonly calendarIds: readonly string[] },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, BusyAnswer>> {
  const users = await activeUsers(access, calendarIds, signal);
  const owners = calendarIds.filter((id) => users.has(shortIdOf(id)));
  const span = { startMs, endMs };
  const rows =
    owners.length === 0 ? [] : await readOverlapping(access, { ...span, owners }, signal);
  return new Map(
    calendarIds.map((id): [string, BusyAnswer] => {
      if (!owners.includes(id))
        return [id, { type: 'unknown', reason: 'notFound', retryable: false }];
      const own = rows.filter((row) => shortIdOf(row.OwnerId) === shortIdOf(id));
      const busy = own.map((row) => toCalendarEvent(row, access)).filter(({ isBusy }) => isBusy);
      return [id, { type: 'busy', intervals: mergeIntervals(busy) }];
    }),
  );
}

async function activeUsers(
  { client }: Access,
  calendarIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const ids = calendarIds.filter((id) => isRecordId(id, 'user'));
  if (ids.length === 0) return new Set();
  const request = {
    what: 'find the advisors',
    soql: soql`SELECT Id FROM User WHERE Id IN ${ids} AND IsActive = true`,
    row: userRow,
  };
  return new Set((await query(client, request, signal)).map(({ Id }) => shortIdOf(Id)));
}

async function demandUser(access: Access, calendarId: string, signal: AbortSignal): Promise<void> {
  if ((await activeUsers(access, [calendarId], signal)).size > 0) return;
  throw new VendorFailedError('Salesforce has no such active user: notFound', {
    vendor: 'salesforce',
    retryable: false,
  });
}

async function readOverlapping(
  access: Access,
  { startMs, endMs, owners }: Interval & { readonly owners: readonly string[] },
  signal: AbortSignal,
): Promise<readonly EventRow[]> {
  const ids = owners.filter((id) => isRecordId(id, 'user'));
  if (ids.length === 0) return [];
  // All-day events are kept as midnight UTC and end when they begin: a day more on both sides finds them.
  const [from, to] = [new Date(startMs - dayMs), new Date(endMs + dayMs)];
  const { key, data, client } = access;
  const request = {
    what: 'read events',
    soql: soql`SELECT Id, OwnerId, Subject, Description, StartDateTime, EndDateTime, IsAllDayEvent, ShowAs, CreatedDate, SystemModstamp, IsDeleted, ${key}, ${data} FROM Event WHERE OwnerId IN ${ids} AND StartDateTime < ${to} AND EndDateTime >= ${from} ORDER BY StartDateTime LIMIT ${maxRows}`,
    row: eventRow,
  };
  const rows = await query(client, request, signal);
  if (rows.length >= maxRows) {
    // Half a list would read as "free" where it ends.
    throw new VendorFailedError(`Salesforce has more than ${maxRows} events in the span`, {
      vendor: 'salesforce',
      retryable: false,
    });
  }
  return rows.filter((row) => {
    const event = toCalendarEvent(row, access);
    return event.startMs < endMs && event.endMs > startMs;
  });
}

/** The event with our id, the live one first, else the one that was deleted last; of this owner only. */
async function findRow(
  access: Access,
  { calendarId, eventId }: EventReference,
  signal: AbortSignal,
): Promise<EventRow | undefined> {
  const row = await findByKey(access, eventId, signal);
  return row !== undefined && shortIdOf(row.OwnerId) === shortIdOf(calendarId) ? row : undefined;
}

async function findByKey(
  { client, key, data }: Access,
  eventId: string,
  signal: AbortSignal,
): Promise<EventRow | undefined> {
  const what = 'find an event';
  const text: Soql = soql`SELECT Id, OwnerId, Subject, Description, StartDateTime, EndDateTime, IsAllDayEvent, ShowAs, CreatedDate, SystemModstamp, IsDeleted, ${key}, ${data} FROM Event WHERE ${key} = ${externalIdOf(eventId)} ORDER BY SystemModstamp DESC LIMIT 20`;
  // A deleted event is in the recycle bin.
  const request = { what, soql: text, row: eventRow, withDeleted: true };
  const records = await query(client, request, signal);
  return records.find(({ IsDeleted }) => !IsDeleted) ?? records[0];
}

/** Looks, creates, and looks again when the answer is lost or somebody was faster: the external id says whether the event was made. */
async function createEvent(
  access: Access,
  { calendarId, event }: { calendarId: string; event: NewCalendarEvent },
  signal: AbortSignal,
): Promise<CreateOutcome> {
  if (event.recurrence !== undefined) throw new TypeError('Salesforce Events are not repeated');
  const earlier = await findByKey(access, event.id, signal);
  if (earlier !== undefined) return { type: 'exists', event: toCalendarEvent(earlier, access) };
  let outcome: 'created' | 'exists' = 'created';
  try {
    const key = { [access.key.name]: externalIdOf(event.id) };
    await insert(access, { ...eventFields(event, access), ...key, OwnerId: calendarId }, signal);
  } catch (error) {
    const isDuplicate = readFault(error)?.errorCode === 'DUPLICATE_VALUE';
    const isAmbiguous = error instanceof VendorFailedError && error.ambiguous;
    if (!isDuplicate && !isAmbiguous) throw error;
    outcome = 'exists';
    const made = await findByKey(access, event.id, signal);
    if (made === undefined) throw error;
    return { type: outcome, event: toCalendarEvent(made, access) };
  }
  return { type: outcome, event: await readBack(access, event.id, signal) };
}

/** A person who was deleted or converted meanwhile is left out: the appointment is worth more than the link. */
async function insert(
  access: Access,
  fields: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const what = 'create an event';
  const create = (body: Readonly<Record<string, unknown>>): Promise<unknown> =>
    access.client.send({ method: 'POST', path: '/sobjects/Event', body, what }, signal);
  try {
    await create(fields);
  } catch (error) {
    const isPersonGone = readFault(error)?.fields.includes('WhoId') === true;
    if (!isPersonGone) throw error;
    const { WhoId: _gone, ...rest } = fields;
    await create(rest);
  }
}

interface Change {
  readonly reference: EventReference;
  readonly version: string | undefined;
  readonly changes: Partial<EventChanges>;
  readonly toCalendarId?: string;
}

async function changeEvent(
  access: Access,
  { reference, version, changes, toCalendarId }: Change,
  signal: AbortSignal,
): Promise<UpdateOutcome> {
  const row = await findRow(access, reference, signal);
  const isRevived = row?.IsDeleted === true && changes.revive === true;
  if (row === undefined || (row.IsDeleted && !isRevived)) return { type: 'missing' };
  const before = toCalendarEvent(row, access);
  if (version !== undefined && version !== before.version) return { type: 'changed' };
  const privateProperties = { ...readProperties(row, access), ...changes.privateProperties };
  const fields = {
    ...eventFields({ ...changes, privateProperties }, access),
    ...(toCalendarId && { OwnerId: toCalendarId }),
  };
  if (isRevived) {
    const key = { [access.key.name]: externalIdOf(reference.eventId) };
    const all = eventFields({ ...before, ...changes, privateProperties }, access);
    await insert(access, { ...all, ...key, OwnerId: row.OwnerId }, signal);
  } else {
    await send(
      access,
      { method: 'PATCH', id: row.Id, body: fields, what: 'change an event' },
      signal,
    );
  }
  return { type: 'updated', event: await readBack(access, reference.eventId, signal) };
}

async function readBack(
  access: Access,
  eventId: string,
  signal: AbortSignal,
): Promise<CalendarEvent> {
  const row = await findByKey(access, eventId, signal);
  if (row !== undefined) return toCalendarEvent(row, access);
  throw new VendorFailedError('Salesforce does not know the event that it has just written', {
    vendor: 'salesforce',
    retryable: true,
    ambiguous: true,
  });
}

function send(
  { client }: Access,
  request: {
    readonly method: 'PATCH' | 'DELETE';
    readonly id: string;
    readonly body?: Readonly<Record<string, unknown>>;
    readonly what: string;
  },
  signal: AbortSignal,
): Promise<unknown> {
  const { id, ...rest } = request;
  return client.send({ ...rest, path: `/sobjects/Event/${id}` }, signal);
}
