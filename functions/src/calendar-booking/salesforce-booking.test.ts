import type { SchedulerSetup } from '@standardiste/sandbox/vendors/salesforce/lightning-scheduler.ts';
import { startSalesforceSimulator } from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { createSalesforceCalendar } from '../integrations/crm/salesforce/salesforce-calendar.ts';
import { calendarChecks } from './calendar-checks.ts';
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

const territoryId = '0Hh000000000001CAA';
const resourceIds = ['0Hn000000000001CAA', '0Hn000000000002CAA'] as const;
const scheduler = { workTypeId: '08q000000000001AAA', territoryIds: [territoryId] };
const schedulable = schoolProfile.advisors.map((advisor, index) => ({
  ...advisor,
  serviceResourceId: resourceIds[index],
}));
const setup: SchedulerSetup = {
  workTypes: [{ id: scheduler.workTypeId, durationMinutes: 30 }],
  territories: [
    {
      id: territoryId,
      timeZone: 'Europe/Paris',
      weekdays: [1, 2, 3, 4, 5],
      windows: [{ fromMinute: 10 * 60, toMinute: 14 * 60 }],
    },
  ],
  resources: schoolProfile.advisors.map(({ crmUserId: userId }, index) => ({
    id: resourceIds[index] ?? '',
    userId,
    territoryIds: [territoryId],
  })),
  looksAtEvents: false,
};

/** The org of the school and the client before it. Disposing closes the org. */
async function openOrg(scheduling?: SchedulerSetup) {
  const simulator = await startSalesforceSimulator({
    users: schoolProfile.advisors.map(({ crmUserId: Id, lastName: LastName }) => ({
      Id,
      LastName,
      IsActive: true,
    })),
    contacts: [{ Id: camille.recordId, LastName: camille.lastName }],
    ...(scheduling && { scheduler: scheduling }),
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
  return {
    simulator,
    calendars: { salesforce },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

describe('A profile with its calendars in Salesforce', () => {
  it('books, tells, moves and cancels there', async () => {
    await using desk = await openBookingDesk();
    await desk.setProfile({ ...schoolProfile, calendar: 'salesforce' });
    await using org = await openOrg();
    const { calendars, simulator } = org;
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

  describe('that has Salesforce Scheduler asked', () => {
    const windows = [{ from: '2026-11-23T00:00:00Z', to: '2026-11-23T11:00:00Z' }];
    const wish = { windows, advisorId: 'sophie', limit: 6 };

    const everyHalfHour = ['08:00', '08:30', '09:00', '09:30', '10:00', '10:30'];
    it.each([
      ['offers every free half-hour when it is not asked', undefined, everyHalfHour],
      // Its hours begin at 10 in Paris.
      ['offers only what it allows too', scheduler, ['09:00', '10:00', '10:30']],
    ])('%s', async (_, lightningScheduler, expected) => {
      await using desk = await openBookingDesk();
      await desk.setProfile({
        ...schoolProfile,
        calendar: 'salesforce',
        advisors: schedulable,
        ...(lightningScheduler && { lightningScheduler }),
      });
      await using org = await openOrg(setup);
      if (lightningScheduler !== undefined) {
        // Its policy does not look at events; the callbot does.
        org.simulator.seed('Event', {
          OwnerId: schoolProfile.advisors[0]?.crmUserId,
          StartDateTime: '2026-11-23T09:30:00.000+0000',
          EndDateTime: '2026-11-23T10:00:00.000+0000',
        });
      }
      const asked = { tool: 'calendar.find-slots', values: wish } as const;
      expect(await desk.deliver(asked, { calendars: org.calendars })).toBe('done');
      const { slots } = await desk.answer('calendar.find-slots');
      expect(slots.map(({ startAt }) => startAt.slice(11, 16))).toEqual(expected);
      const wasAsked = org.simulator.state().requests.includes('scheduling.candidates');
      expect(wasAsked).toBe(lightningScheduler !== undefined);
    });

    it.each([
      ['is switched off', undefined, [], 'failed', 'not switched on'],
      [
        'is down',
        setup,
        [{ operation: 'scheduling.candidates', kind: 'error', status: 503 }],
        'retry',
        '',
      ],
    ] as const)('offers nothing while it %s', async (_, scheduling, faults, outcome, reason) => {
      await using desk = await openBookingDesk();
      await desk.setProfile({
        ...schoolProfile,
        calendar: 'salesforce',
        advisors: schedulable,
        lightningScheduler: scheduler,
      });
      await using org = await openOrg(scheduling);
      org.simulator.faults.set(faults);
      const asked = { tool: 'calendar.find-slots', values: wish } as const;
      expect(await desk.deliver(asked, { calendars: org.calendars })).toBe(outcome);
      const tool = await desk.store.get(paths.tool('CA1', 't1'));
      expect(tool?.data['result']).toBeNull();
      expect(String(tool?.data['reason'])).toContain(reason);
    });

    it('hears from the health check whom it offers, and why it cannot be asked', async () => {
      const clock = { ...systemClock, now: () => Date.parse('2026-11-20T10:10+01:00') };
      const { signal } = new AbortController();
      const profiles = [
        {
          ...schoolProfile,
          calendar: 'salesforce' as const,
          advisors: schedulable,
          lightningScheduler: scheduler,
        },
      ];
      await using org = await openOrg({ ...setup, resources: setup.resources.slice(0, 1) });
      const [check] = calendarChecks({ calendars: org.calendars, profiles, clock });
      const said = '2 advisors can be booked; the scheduler offers 1 of them';
      expect(await check?.run(signal)).toBe(said);
      await using without = await openOrg();
      const [failing] = calendarChecks({ calendars: without.calendars, profiles, clock });
      await expect(failing?.run(signal)).rejects.toThrow('not switched on');
    });
  });

  it('is unusable, and says so, where Salesforce is not configured', async () => {
    await using desk = await openBookingDesk();
    await desk.setProfile({ ...schoolProfile, calendar: 'salesforce' });
    expect(await desk.deliver({ tool: 'calendar.book', values: booking })).toBe('failed');
    const tool = await desk.store.get(paths.tool('CA1', 't1'));
    expect(tool?.data['reason']).toContain('salesforce, which is not configured');
  });
});
