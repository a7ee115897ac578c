import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { callResultSchema } from './report/call-result.ts';
import { placeScenario } from './report/place-call.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { everydayScenarioNames, scenarios } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';

/**
 * The product as deployed, every part in its own process, over real sockets and SDKs, in real time. Every push arrives twice, and
 * so do webhooks and status callbacks.
 */
/** Those about text messages have a test of their own. */
const names = everydayScenarioNames.filter((name) => {
  const { texts, expectedMessage }: Scenario = scenarios[name](0);
  return texts === undefined && expectedMessage === undefined;
});

describe('calls side by side, with everything delivered twice', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      state: 'embedded',
      events: 'embedded',
      languageModel: 'rules',
      duplicatesPushes: true,
      hasFrontDesk: true,
      basics: { PATH: process.env['PATH'] ?? '' },
      clock: systemClock,
    });
  });
  afterAll(() => sandbox[Symbol.asyncDispose]());

  it.concurrent.each(names.map((name, index) => [name, index + 1] as const))(
    '%s ends as it should',
    async (name, seed) => {
      const faults = {
        duplicateVoiceWebhook: true,
        statusCallbackCount: 3,
        statusOutOfOrder: true,
      };
      const request = { scenario: name, seed, faults };
      const { call, result } = await placeScenario(sandbox, request, systemClock);
      expect(call.gaveUp).toBeNull();
      expect(callResultSchema.parse(result)).toEqual(result);
      const expected = scenarios[name](systemClock.now());
      expect(result.outcome).toBe(expected.expectedOutcome);
      expect(result.turns[0]?.heard).toContain('une intelligence artificielle');
      expect(call.damageCount).toBe(0);
      expect(result.salesforce.tasks).toHaveLength(1);
      if (expected.expectedLead !== undefined) {
        expect(result.salesforce.leads).toContainEqual(
          expect.objectContaining(expected.expectedLead),
        );
      }
      if (/-(booked|moved)$/.test(expected.expectedOutcome)) {
        const { startAt } = startSchema.parse(result.appointment);
        if (expected.expectedStartAt !== undefined) {
          expect(Date.parse(startAt)).toBe(Date.parse(expected.expectedStartAt));
        }
      }
      if (expected.expectedOutcome === 'appointment-cancelled') {
        expect(result.appointment).toBeNull();
      }
    },
  );

  it('leaves one appointment, one message, one lead and one activity for each', async () => {
    const state = await readState(sandbox);
    const outcomes = names.map((name) => scenarios[name](0).expectedOutcome);
    const expected = (outcome: string): number =>
      outcomes.filter((each) => each === outcome).length;
    const booked = expected('appointment-booked');
    const moved = expected('appointment-moved');
    const cancelled = expected('appointment-cancelled');
    const appointments = Object.values(state.calendar.calendars)
      .flat()
      .filter(({ extendedProperties }) => extendedProperties !== undefined);
    const standing = appointments.filter(({ status }) => status !== 'cancelled');
    const told = state.salesforce.events.filter((event) => 'CallSid__c' in event);
    // Those that are moved and cancelled stand there from the start.
    expect(appointments).toHaveLength(booked + moved + cancelled);
    expect(standing).toHaveLength(booked + moved);
    expect(state.twilio.messages).toHaveLength(booked + moved + cancelled);
    expect(told).toHaveLength(booked + moved);
    expect(state.salesforce.leads).toHaveLength(expected('lead-captured'));
    expect(state.salesforce.tasks).toHaveLength(outcomes.length);
  });
});

const startSchema = z.object({ startAt: z.string() });

interface WorldState {
  readonly calendar: {
    readonly calendars: Record<string, { extendedProperties?: unknown; status: string }[]>;
  };
  readonly twilio: { readonly messages: unknown[] };
  readonly salesforce: Record<'tasks' | 'events' | 'leads', object[]>;
}

async function readState({ origins }: Sandbox): Promise<WorldState> {
  return (await (await fetch(`${origins.control}/state`)).json()) as WorldState;
}
