import type { SchedulerSetup } from '@standardiste/sandbox/vendors/salesforce/lightning-scheduler.ts';
import { startSalesforceSimulator } from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import {
  MessageInvalidError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { demoCredentials } from './fixtures/demo-crm.ts';
import { readCandidates } from './lightning-scheduler.ts';
import { createSalesforceCalendar } from './salesforce-calendar.ts';

const dayMs = 86_400_000;
const territoryId = '0Hh000000000001CAA';
const [sophie, marc] = ['0Hn000000000001CAA', '0Hn000000000002CAA'] as const;
const scheduler = { workTypeGroupId: '0VS000000000001GAA', territoryIds: [territoryId] };
const setup: SchedulerSetup = {
  workTypes: [{ id: '08q000000000001AAA', durationMinutes: 30 }],
  workTypeGroups: [{ id: scheduler.workTypeGroupId, workTypeIds: ['08q000000000001AAA'] }],
  policyIds: ['0Vr000000000001CAA'],
  territories: [
    {
      id: territoryId,
      timeZone: 'Europe/Paris',
      weekdays: [1, 2, 3, 4, 5],
      windows: [{ fromMinute: 9 * 60, toMinute: 10 * 60 }],
    },
  ],
  resources: [
    { id: sophie, userId: '005000000000001AAA', territoryIds: [territoryId] },
    { id: marc, userId: '005000000000002AAA', territoryIds: [] },
  ],
  startIntervalMinutes: 30,
};
/** Monday 23 November 2026, midnight in Paris. */
const startMs = Date.parse('2026-11-22T23:00Z');
const question = {
  scheduler,
  resourceIds: [sophie, marc],
  durationMs: 1_800_000,
  startMs,
  endMs: startMs + dayMs,
};
const { signal } = new AbortController();

async function open(options: { readonly scheduler?: SchedulerSetup } = { scheduler: setup }) {
  const simulator = await startSalesforceSimulator(options);
  const calendar = createSalesforceCalendar({
    loginUrl: simulator.origin,
    credentials: demoCredentials,
    activityKeyField: 'CallSid__c',
    dataField: 'CallbotData__c',
    clock: systemClock,
    timeoutMs: 1_000,
  });
  return {
    simulator,
    async ask(changes: object = {}, stop = signal) {
      const answer = await calendar.candidates?.({ ...question, ...changes }, stop);
      if (answer === undefined) throw new TypeError('the calendar has no candidates');
      return answer;
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

const starts = (found: ReadonlySet<number> | undefined): readonly string[] =>
  [...(found ?? [])].map((atMs) => new Date(atMs).toISOString().slice(0, 16));

describe('Candidates of Salesforce Scheduler', () => {
  it('are the starts that it allows, and none for a resource that it does not offer', async () => {
    await using org = await open();
    const found = await org.ask();
    expect(starts(found.get(sophie))).toEqual(['2026-11-23T08:00', '2026-11-23T08:30']);
    expect(starts(found.get(marc))).toEqual([]);
  });

  it('are the same by work type, with a policy, and by short ids', async () => {
    await using org = await open();
    const other = {
      workTypeId: '08q000000000001',
      territoryIds: [territoryId.slice(0, 15)],
      schedulingPolicyId: '0Vr000000000001CAA',
    };
    const short = sophie.slice(0, 15);
    const found = await org.ask({ scheduler: other, resourceIds: [short] });
    expect(starts(found.get(short))).toEqual(['2026-11-23T08:00', '2026-11-23T08:30']);
  });

  it('reach as far as the horizon does, although one answer ends after 31 days', async () => {
    await using org = await open();
    const found = await org.ask({ endMs: startMs + 61 * dayMs });
    const days = new Set(starts(found.get(sophie)).map((start) => start.slice(0, 10)));
    // Nine weeks, from a Monday to a Friday.
    expect(days.size).toBe(45);
    expect(found.get(sophie)?.size).toBe(days.size * 2);
    expect(org.simulator.state().requests.slice(-2)).toEqual([
      'scheduling.candidates',
      'scheduling.candidates',
    ]);
  });

  it('leave out those that are shorter than the appointment; when all are, that is a mistake', async () => {
    const workTypes = [
      { id: '08q000000000001AAA', durationMinutes: 30 },
      { id: '08q000000000002AAA', durationMinutes: 60 },
    ];
    const ids = workTypes.map(({ id }) => id);
    const workTypeGroups = [{ id: scheduler.workTypeGroupId, workTypeIds: ids }];
    await using org = await open({ scheduler: { ...setup, workTypes, workTypeGroups } });
    const found = await org.ask({ durationMs: 3_600_000 });
    expect(starts(found.get(sophie))).toEqual(['2026-11-23T08:00']);
    await expect(org.ask({ durationMs: 5_400_000 })).rejects.toThrow(
      'shorter than the appointments of 90 min',
    );
  });

  it.each([
    ['no Salesforce Scheduler', {}, {}, 'not switched on'],
    [
      'no such work type group',
      { scheduler: setup },
      { scheduler: { ...scheduler, workTypeGroupId: '0VS000000000009GAA' } },
      '0VS000000000009GAA in workTypeGroupId',
    ],
    [
      'no such territory',
      { scheduler: setup },
      { scheduler: { ...scheduler, territoryIds: ['0Hh000000000009CAA'] } },
      '0Hh000000000009CAA in territoryIds',
    ],
  ])(
    'are a failure that a person has to mend where there is %s',
    async (_, given, asked, words) => {
      await using org = await open(given);
      const failure = await failureOf(org.ask(asked));
      expect(failure).toMatchObject({ retryable: false, ambiguous: false });
      expect(failure.message).toContain(words);
    },
  );

  it.each(['error', 'hang', 'hang-after-commit', 'cut'] as const)(
    'that cannot be read are never "free", and leave no doubt about anything (%s)',
    async (kind) => {
      await using org = await open();
      const fault = { operation: 'scheduling.candidates', kind, status: 503, times: null } as const;
      org.simulator.faults.set([fault]);
      const failure = await failureOf(org.ask());
      expect(failure).toMatchObject({ retryable: true, ambiguous: false });
    },
  );

  it.each([
    ['without a list', {}],
    ['with times of no zone', { startTime: '2026-11-23T08:00', endTime: '2026-11-23T08:30' }],
    ['with a resource that is no list', { resources: sophie }],
  ])('are refused %s', async (_, changes) => {
    const candidate = {
      startTime: '2026-11-23T08:00:00.000+0000',
      endTime: '2026-11-23T08:30:00.000+0000',
      resources: [sophie],
    };
    const isBare = Object.keys(changes).length === 0;
    const answer = isBare ? {} : { candidates: [{ ...candidate, ...changes }] };
    const client = { send: () => Promise.resolve(answer) };
    await expect(readCandidates(client, question, signal)).rejects.toThrow(MessageInvalidError);
  });

  it('stop with their signal', async () => {
    await using org = await open();
    const reason = new Error('the call is over');
    await expect(org.ask({}, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

async function failureOf(asked: Promise<unknown>): Promise<VendorFailedError> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof VendorFailedError) return error;
    throw error;
  }
  throw new TypeError('there was no failure');
}
