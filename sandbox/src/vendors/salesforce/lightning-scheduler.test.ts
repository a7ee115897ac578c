import { describe, expect, it } from 'vitest';
import { findCandidates, type SchedulerSetup } from './lightning-scheduler.ts';
import { SalesforceError } from './salesforce-error.ts';

const userId = '005000000000001AAA';
const resource = { id: '0Hn000000000001CAA', userId, territoryIds: ['0Hh000000000001CAA'] };
const setup: SchedulerSetup = {
  workTypes: [
    { id: '08q000000000001AAA', durationMinutes: 30 },
    { id: '08q000000000002AAA', durationMinutes: 60 },
  ],
  workTypeGroups: [{ id: '0VS000000000001GAA', workTypeIds: ['08q000000000001AAA'] }],
  territories: [
    {
      id: '0Hh000000000001CAA',
      timeZone: 'Europe/Paris',
      weekdays: [1, 2, 3, 4, 5],
      windows: [{ fromMinute: 9 * 60, toMinute: 10 * 60 }],
    },
  ],
  resources: [resource, { ...resource, id: '0Hn000000000002CAA', territoryIds: [] }],
  startIntervalMinutes: 30,
};
const monday = {
  startTime: '2026-11-23T00:00:00Z',
  endTime: '2026-11-23T23:00:00Z',
  workTypeGroupId: '0VS000000000001GAA',
  territoryIds: ['0Hh000000000001CAA'],
};

function ask(body: object, events: readonly Record<string, unknown>[] = [], changes = {}) {
  const nowMs = Date.parse('2026-11-20T09:00:00Z');
  return findCandidates({ setup: { ...setup, ...changes }, events, nowMs }, body);
}

const starts = (candidates: readonly { startTime: string }[]): readonly string[] =>
  candidates.map(({ startTime }) => startTime.slice(0, 16));

describe('Salesforce Scheduler in the simulator', () => {
  it('has a candidate for every start within operating hours, one resource each', () => {
    const common = { resources: [resource.id], territoryId: '0Hh000000000001CAA' };
    expect(ask(monday)).toEqual([
      {
        startTime: '2026-11-23T08:00:00.000+0000',
        endTime: '2026-11-23T08:30:00.000+0000',
        ...common,
      },
      {
        startTime: '2026-11-23T08:30:00.000+0000',
        endTime: '2026-11-23T09:00:00.000+0000',
        ...common,
      },
    ]);
  });

  it('lets a work type last as long as it does', () => {
    const { workTypeGroupId: _, ...rest } = monday;
    const hour = ask({ ...rest, workType: { id: '08q000000000002AAA' } });
    expect(starts(hour)).toEqual(['2026-11-23T08:00']);
  });

  it('leaves out what lies outside the span, and what lies beyond 31 days, without a word', () => {
    expect(starts(ask({ ...monday, startTime: '2026-11-23T08:10:00Z' }))).toEqual([
      '2026-11-23T08:30',
    ]);
    expect(starts(ask({ ...monday, endTime: '2026-11-23T08:45:00Z' }))).toEqual([
      '2026-11-23T08:00',
    ]);
    const long = starts(ask({ ...monday, endTime: '2027-02-01T00:00:00Z' }));
    expect(long.at(-1)).toBe('2026-12-23T08:30');
  });

  it('looks at absences, and at events where the policy says so', () => {
    const event = {
      OwnerId: userId,
      StartDateTime: '2026-11-23T08:15:00.000+0000',
      EndDateTime: '2026-11-23T08:30:00.000+0000',
      ShowAs: 'Busy',
    };
    expect(starts(ask(monday, [event]))).toEqual(['2026-11-23T08:30']);
    expect(ask(monday, [{ ...event, ShowAs: 'Free' }])).toHaveLength(2);
    expect(ask(monday, [event], { looksAtEvents: false })).toHaveLength(2);
    const unavailable = [{ from: '2026-11-23T08:30:00Z', to: '2026-11-23T12:00:00Z' }];
    const away = { resources: [{ ...resource, unavailable }] };
    expect(starts(ask(monday, [], away))).toEqual(['2026-11-23T08:00']);
  });

  it('has no candidates of a resource that is no member of the territory', () => {
    expect(ask({ ...monday, filterByResources: ['0Hn000000000002CAA'] })).toEqual([]);
    expect(ask({ ...monday, filterByResources: ['0Hn000000000001'] })).toHaveLength(2);
  });

  it.each([
    ['without a territory', { territoryIds: [] }, 'REQUIRED_FIELD_MISSING'],
    ['with both kinds of work', { workType: { id: '08q000000000001AAA' } }, 'INVALID_INPUT'],
    ['without any work', { workTypeGroupId: undefined }, 'INVALID_INPUT'],
    ['of an unknown territory', { territoryIds: ['0Hh9'] }, 'INVALID_CROSS_REFERENCE_KEY'],
    ['with an unknown policy', { schedulingPolicyId: '0Vr9' }, 'INVALID_CROSS_REFERENCE_KEY'],
    ['with a field that is none', { durationInMinutes: 30 }, 'JSON_PARSER_ERROR'],
    ['that ends before it begins', { endTime: '2026-11-22T00:00:00Z' }, 'INVALID_INPUT'],
  ])('refuses a request %s', (_, changes, code) => {
    let refusal: unknown;
    try {
      ask({ ...monday, ...changes });
    } catch (error) {
      refusal = error;
    }
    expect(refusal instanceof SalesforceError && refusal.body.errorCode).toBe(code);
  });
});
