import { startSalesforceSimulator } from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { describeCalendar } from '../../calendar/calendar.contract.ts';
import { demoCredentials } from './fixtures/demo-crm.ts';
import { createSalesforceCalendar } from './salesforce-calendar.ts';

const calendarIds = ['005000000000011AAA', '005000000000012AAA'] as const;
const [calendarId] = calendarIds;
const startMs = Date.parse('2026-11-23T09:00:00Z');
const person = '003000000000001AAA';
const event = {
  id: hashKey('booking'),
  title: 'Rendez-vous',
  description: '',
  startMs,
  endMs: startMs + 1_800_000,
  timeZone: 'Europe/Paris',
  privateProperties: { recordId: person, callId: 'CA1' },
};
const span = { startMs, endMs: startMs + 3_600_000 };
const { signal } = new AbortController();

async function open(timeoutMs = 2_000, queryPageSize = 2_000) {
  const simulator = await startSalesforceSimulator({
    queryPageSize,
    users: calendarIds.map((Id) => ({ Id, LastName: Id, Username: Id, IsActive: true })),
    contacts: [{ Id: person, LastName: 'Durand' }],
  });
  const calendar = createSalesforceCalendar({
    loginUrl: simulator.origin,
    credentials: demoCredentials,
    activityKeyField: 'CallSid__c',
    dataField: 'CallbotData__c',
    clock: systemClock,
    timeoutMs,
  });
  return {
    simulator,
    calendar,
    calendarIds,
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

describeCalendar('Salesforce Events', () => open(), { repeats: false });
describeCalendar('Salesforce Events on small pages', () => open(2_000, 1), { repeats: false });

describe('Salesforce Events as a calendar', () => {
  it('belong to the advisor and to the person, and have the key that the CRM entry has', async () => {
    await using under = await open();
    await under.calendar.create(calendarId, event, signal);
    expect(under.simulator.state().events).toMatchObject([
      { OwnerId: calendarId, WhoId: person, CallSid__c: event.id, Subject: 'Rendez-vous' },
    ]);
  });

  it('are made although the person was deleted meanwhile', async () => {
    await using under = await open();
    const privateProperties = { recordId: '003000000000099AAA' };
    await under.calendar.create(calendarId, { ...event, privateProperties }, signal);
    expect(under.simulator.state().events).toMatchObject([{ CallSid__c: event.id }]);
  });

  it.each(['error-after-commit', 'hang-after-commit'] as const)(
    'are found when the answer to their making is lost (%s)',
    async (kind) => {
      await using under = await open(400);
      under.simulator.faults.set([{ operation: 'sobjects.create', kind }]);
      const outcome = await under.calendar.create(calendarId, event, signal);
      expect(outcome).toMatchObject({ type: 'exists', event: { id: event.id, startMs } });
    },
  );

  it('may be locked for a moment, which is no refusal', async () => {
    await using under = await open();
    const code = 'UNABLE_TO_LOCK_ROW';
    under.simulator.faults.set([
      { operation: 'sobjects.create', kind: 'error', status: 400, code, times: null },
    ]);
    await expect(under.calendar.create(calendarId, event, signal)).rejects.toMatchObject({
      retryable: true,
    });
    expect(under.simulator.state().events).toEqual([]);
  });

  it('that cannot be read are never "free" and never "none"', async () => {
    await using under = await open();
    under.simulator.faults.set([
      { operation: 'query', kind: 'error', times: null },
      { operation: 'queryAll', kind: 'error', times: null },
    ]);
    const { calendar } = under;
    const question = { ...span, calendarIds: [calendarId] };
    await expect(calendar.freeBusy(question, signal)).rejects.toThrow(VendorFailedError);
    await expect(calendar.list({ ...span, calendarId }, signal)).rejects.toThrow(VendorFailedError);
    const reference = { calendarId, eventId: event.id };
    await expect(calendar.get(reference, signal)).rejects.toThrow(VendorFailedError);
    under.simulator.faults.set([]);
    const gone = { ...span, calendarId: '005000000000099AAA' };
    await expect(calendar.list(gone, signal)).rejects.toMatchObject({ retryable: false });
  });

  it('last from midnight to midnight in Paris when they are all-day, and count only when shown as busy', async () => {
    await using under = await open();
    const StartDateTime = '2026-11-23T00:00:00.000+0000';
    const times = { StartDateTime, EndDateTime: StartDateTime, IsAllDayEvent: true };
    under.simulator.seed('Event', { ...times, OwnerId: calendarId, ShowAs: 'OutOfOffice' });
    under.simulator.seed('Event', { ...times, OwnerId: calendarIds[1], ShowAs: 'Free' });
    const answers = await under.calendar.freeBusy({ ...span, calendarIds }, signal);
    expect(answers.get(calendarId)).toEqual({
      type: 'busy',
      intervals: [
        {
          startMs: Date.parse('2026-11-22T23:00:00Z'),
          endMs: Date.parse('2026-11-23T23:00:00Z'),
        },
      ],
    });
    expect(answers.get(calendarIds[1])).toEqual({ type: 'busy', intervals: [] });
  });
});
