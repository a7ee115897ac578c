import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';

/** The product as deployed, with its appointments in Salesforce instead of Google Calendar. */
describe('calls about appointments that are kept in Salesforce', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      state: 'embedded',
      events: 'embedded',
      calendar: 'salesforce',
      languageModel: 'rules',
      duplicatesPushes: true,
      basics: { PATH: process.env['PATH'] ?? '' },
      clock: systemClock,
    });
  });
  afterAll(() => sandbox[Symbol.asyncDispose]());

  it.concurrent.each(['book', 'no-slot', 'move', 'cancel'] as const)(
    '%s ends as it should',
    async (name) => {
      const { call, result } = await placeScenario(sandbox, { scenario: name }, systemClock);
      expect(call.gaveUp).toBeNull();
      const { expectedOutcome, expectedStartAt } = scenarios[name](systemClock.now());
      expect(result.outcome).toBe(expectedOutcome);
      if (name === 'cancel') expect(result.appointment).toBeNull();
      else expect(result.appointment).toMatchObject({ calendarId: '0055i000001AAAAAA1' });
      if (expectedStartAt !== undefined) {
        const startAt = String(result.appointment?.['startAt']).replace(/\+0000$/, 'Z');
        expect(Date.parse(startAt)).toBe(Date.parse(expectedStartAt));
      }
      expect(result.salesforce.tasks).toHaveLength(1);
    },
  );

  it('leaves one record for each appointment, which calendar and CRM share', async () => {
    const response = await fetch(`${sandbox.origins.control}/state`);
    const { salesforce } = (await response.json()) as {
      salesforce: { events: { CallSid__c?: string }[] };
    };
    const keys = salesforce.events.flatMap(({ CallSid__c: key }) => (key ? [key] : []));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(3);
  });
});
