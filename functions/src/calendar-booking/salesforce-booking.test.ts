import { startSalesforceSimulator } from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { createSalesforceCalendar } from '../integrations/crm/salesforce/salesforce-calendar.ts';
import { camille, openBookingDesk, schoolProfile } from './fixtures/booking-desk.ts';

const slot = {
  startAt: '2026-11-23T08:00:00.000Z',
  endAt: '2026-11-23T08:30:00.000Z',
  advisorId: 'sophie',
};
const later = {
  ...slot,
  startAt: '2026-11-23T09:00:00.000Z',
  endAt: '2026-11-23T09:30:00.000Z',
  advisorId: 'marc',
};
const booking = { ...slot, generation: 1, contact: camille, topic: null };

describe('A profile with its calendars in Salesforce', () => {
  it('books, tells, moves and cancels there', async () => {
    await using desk = await openBookingDesk();
    await desk.setProfile({ ...schoolProfile, calendar: 'salesforce' });
    await using simulator = await startSalesforceSimulator({
      users: schoolProfile.advisors.map(({ crmUserId: Id, lastName: LastName }) => ({
        Id,
        LastName,
        IsActive: true,
      })),
      contacts: [{ Id: camille.recordId, LastName: camille.lastName }],
    });
    const salesforce = createSalesforceCalendar({
      loginUrl: simulator.origin,
      credentials: {
        flow: 'client-credentials',
        clientId: 'demo-client',
        clientSecret: 'demo-client-key',
      },
      activityKeyField: 'CallSid__c',
      dataField: 'CallbotData__c',
      clock: systemClock,
    });
    const calendars = { salesforce };
    const owner = { phone: null, recordId: camille.recordId };

    await desk.deliver({ tool: 'calendar.book', toolCallId: 'b', values: booking }, { calendars });
    const booked = await desk.answer('calendar.book', { toolCallId: 'b' });
    if (booked.type !== 'booked') throw new TypeError(booked.type);
    const { appointmentId } = booked;
    const sophieId = schoolProfile.advisors[0]?.crmUserId;
    expect(simulator.state().events).toMatchObject([
      { OwnerId: sophieId, WhoId: camille.recordId, CallSid__c: appointmentId },
    ]);

    const list = { owner, limit: 3 };
    await desk.deliver({ tool: 'calendar.list', toolCallId: 'l', values: list }, { calendars });
    const told = await desk.answer('calendar.list', { toolCallId: 'l' });
    expect(told).toEqual({ appointments: [{ appointmentId, ...slot }], isComplete: true });

    const common = { appointmentId, advisorId: null, owner, generation: 1, contact: camille };
    const move = { ...common, to: later };
    await desk.deliver({ tool: 'calendar.move', toolCallId: 'm', values: move }, { calendars });
    expect(await desk.answer('calendar.move', { toolCallId: 'm' })).toMatchObject({
      type: 'moved',
      ...later,
    });
    expect(simulator.state().events).toMatchObject([
      { OwnerId: schoolProfile.advisors[1]?.crmUserId, CallSid__c: appointmentId },
    ]);

    const cancel = { tool: 'calendar.cancel', toolCallId: 'c', values: common } as const;
    await desk.deliver(cancel, { calendars });
    expect((await desk.answer('calendar.cancel', { toolCallId: 'c' })).type).toBe('cancelled');
    expect(simulator.state().events).toEqual([]);
    expect(desk.bus.messages.map(({ data }) => data)).toMatchObject([
      { change: 'booked', version: 1, calendarId: sophieId },
      { change: 'moved', version: 2 },
      { change: 'cancelled', version: 3 },
    ]);
  });

  it('is unusable, and says so, where Salesforce is not configured', async () => {
    await using desk = await openBookingDesk();
    await desk.setProfile({ ...schoolProfile, calendar: 'salesforce' });
    expect(await desk.deliver({ tool: 'calendar.book', values: booking })).toBe('failed');
    const tool = await desk.store.get(paths.tool('CA1', 't1'));
    expect(tool?.data['reason']).toContain('salesforce, which is not configured');
  });
});
