import { afterAll, beforeAll, expect, it } from 'vitest';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';
import { existingAppointments } from './world/existing-appointments.ts';
import type { SetFaults } from './world/world-contract.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    state: 'embedded',
    events: 'embedded',
    languageModel: 'openai-compatible',
    basics: { PATH: process.env['PATH'] ?? '' },
    clock: systemClock,
  });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

it('makes one appointment, one message and one activity although the functions die after each effect', async () => {
  // Each vendor does its work once and never answers; the process is killed while it waits.
  await setFaults({ vendor: 'calendar', rules: [dieAfter('events.insert')] });
  await setFaults({ vendor: 'twilio', rules: [dieAfter('messages.create')] });
  await setFaults({ vendor: 'salesforce', rules: [dieAfter('sobjects.upsert')] });
  const killing = killAfterEffects();
  const { call } = await placeScenario(sandbox, { scenario: 'book', seed: 1 }, systemClock);
  await killing;
  expect(call.gaveUp).toBeNull();
  await until(async () => {
    const { appointments, messages, tasks } = await countEffects();
    return appointments > 0 && messages > 0 && tasks > 0 && (await isCommitted(call.callSid));
  });
  await sleep(systemClock, 3_000);
  expect(await countEffects()).toEqual({ appointments: 1, messages: 1, tasks: 1 });
});

function dieAfter(operation: string): SetFaults['rules'][number] {
  return { operation, kind: 'hang-after-commit', times: 1 };
}

async function setFaults(faults: SetFaults): Promise<void> {
  const response = await fetch(`${sandbox.origins.control}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  expect(response.status).toBe(204);
}

/** Kills the functions' process as soon as each effect exists, and starts it again. */
async function killAfterEffects(): Promise<void> {
  for (const effect of ['appointments', 'messages', 'tasks'] as const) {
    await until(async () => (await countEffects())[effect] > 0);
    await sandbox.restart('functions');
  }
}

async function countEffects(): Promise<Record<'appointments' | 'messages' | 'tasks', number>> {
  const response = await fetch(`${sandbox.origins.control}/state`);
  const { calendar, twilio, salesforce } = (await response.json()) as {
    calendar: {
      calendars: Record<string, { extendedProperties?: { private?: Record<string, string> } }[]>;
    };
    twilio: { messages: unknown[] };
    salesforce: { tasks: unknown[] };
  };
  const events = Object.values(calendar.calendars).flat();
  return {
    appointments: events.filter(({ extendedProperties }) => {
      const callId = extendedProperties?.private?.['callId'];
      return callId !== undefined && !earlierCalls.has(callId);
    }).length,
    messages: twilio.messages.length,
    tasks: salesforce.tasks.length,
  };
}

/** Whose appointments are there when the sandbox starts. */
const earlierCalls = new Set(
  existingAppointments(systemClock.now()).map(({ properties }) => properties['callId']),
);

async function isCommitted(callId: string): Promise<boolean> {
  const tool = await sandbox.store.get(paths.tool(callId, 'book-1'));
  return tool?.data['status'] === 'done';
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const untilMs = systemClock.now() + 120_000;
  while (!(await isTrue())) {
    if (systemClock.now() > untilMs) throw new Error('It did not happen within two minutes');
    await sleep(systemClock, 50);
  }
}
