import { afterEach, beforeEach, expect, it } from 'vitest';
import { callDocumentSchema, paths } from '@standardiste/shared/contracts/documents.ts';
import { schemaVersion } from '@standardiste/shared/contracts/events.ts';
import { hashKey } from '@standardiste/shared/contracts/ids.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { agree, finish } from './scenarios/common-rules.ts';
import { scenarios } from './scenarios/scenarios.ts';
import { existingAppointments } from './world/existing-appointments.ts';
import { schoolProfile } from './world/school.ts';
import { startSandbox, type ProcessName, type Sandbox } from './supervisor/start-sandbox.ts';

/** Two relays behind one address, in real time, and which of them took the call last. */
let sandbox: Sandbox;
let holder: ProcessName | undefined;
beforeEach(async () => {
  holder = undefined;
  sandbox = await startSandbox({
    state: 'embedded',
    events: 'embedded',
    languageModel: 'rules',
    hasSecondRelay: true,
    sweepEveryMs: 3_000,
    onLine(name, line) {
      if (line.includes('The call is on the line')) holder = name;
    },
    basics: { PATH: process.env['PATH'] ?? '' },
    clock: systemClock,
  });
});
afterEach(() => sandbox[Symbol.asyncDispose]());

/** The caller of `book`, who says again what they want when the line was cut, or when a busy machine greets them late. */
const script = {
  rules: [
    agree,
    finish,
    {
      name: 'again',
      when: 'ligne a été coupée(?!.*termine)|que puis-je faire pour vous',
      say: ['Je voudrais un rendez-vous, le plus tôt possible.'],
      times: 3,
      optional: true,
    },
    ...scenarios.book(0).script.rules,
  ],
};

it('is taken over while it books: one appointment, no second greeting', async () => {
  const killing = until(() => hasTool('book')).then(killHolder);
  const { call, result } = await placeScenario(
    sandbox,
    { scenario: 'book', script, seed: 1 },
    systemClock,
  );
  await killing;
  expect(call.gaveUp).toBeNull();
  await expectOneOfEach(call.callSid);
  expect(result.outcome).toBe('appointment-booked');
  const heard = call.agent.map(({ text }) => text).join(' ');
  expect(heard).toContain('la ligne a été coupée un instant');
  expect(heard.match(/une intelligence artificielle/g)).toHaveLength(1);
  expect((await readCall(call.callSid)).generation).toBeGreaterThanOrEqual(2);
});

it('is taken back from a relay that stands still with its sockets open', async () => {
  let frozenAtMs = 0;
  const freezing = until(hasAsked).then(() => {
    sandbox.freeze(holder ?? 'relay');
    frozenAtMs = systemClock.now();
  });
  const { call, result } = await placeScenario(
    sandbox,
    { scenario: 'book', script, seed: 2 },
    systemClock,
  );
  await freezing;
  expect(call.gaveUp).toBeNull();
  await expectOneOfEach(call.callSid);
  expect(result.outcome).toBe('appointment-booked');
  const again = call.agent.find(({ text }) => text.includes('la ligne a été coupée'));
  const silenceMs = call.answeredAtMs + (again?.startMs ?? Infinity) - frozenAtMs;
  // Four seconds until the relay counts as dead, one for the round, and Twilio's webhook, socket and the bridge.
  expect(silenceMs).toBeLessThan(12_000);
});

it('is ended and logged, once, when the carrier hangs up with the relay', async () => {
  const killing = until(hasAsked).then(killHolder);
  const faults = { afterDrop: 'hang-up', statusCallbackCount: 2 } as const;
  const { call } = await placeScenario(
    sandbox,
    { scenario: 'book', script, seed: 3, faults },
    systemClock,
  );
  await killing;
  expect((await readWorld()).salesforce.tasks).toHaveLength(1);
  expect(await newEvents()).toEqual([]);
  expect((await readCall(call.callSid)).status).toBe('ended');
});

it('has what it could not publish any more published by the sweeper, once', async () => {
  const callId = 'CA00000000000000000000000000000099';
  // Committed with the call's end a minute ago by a relay that died before the bus had it.
  const at = new Date(systemClock.now() - 60_000);
  const ended = {
    callId,
    profileId: schoolProfile.profileId,
    callerPhone: null,
    startedAt: at.toISOString(),
    endedAt: at.toISOString(),
    durationMs: 0,
    outcome: 'abandoned',
    reason: 'caller-hung-up',
  };
  const attributes = { eventId: `${callId}:call-ended`, callId, schemaVersion };
  const path = paths.outbox(hashKey(attributes.eventId));
  const expireAt = new Date(systemClock.now() + 60_000);
  const data = { topic: 'call-ended', data: ended, attributes, createdAt: at, expireAt };
  await sandbox.store.commit([{ type: 'set', path, data }]);
  await until(async () => (await readWorld()).salesforce.tasks.length > 0);
  await sleep(systemClock, 7_000);
  expect((await readWorld()).salesforce.tasks).toMatchObject([{ CallSid__c: callId }]);
  expect(await sandbox.store.get(path)).toBeUndefined();
});

async function killHolder(): Promise<void> {
  await sandbox.kill(holder ?? 'relay');
}

async function expectOneOfEach(callId: string): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const { salesforce, twilio } = await readWorld();
    const events = await newEvents();
    return salesforce.tasks.length > 0 && events.length > 0 && twilio.messages.length > 0;
  };
  await until(isThere);
  await sleep(systemClock, 3_000);
  const { calendar, salesforce, twilio } = await readWorld();
  const appointments = Object.values(calendar.calendars)
    .flat()
    .filter(({ extendedProperties }) => extendedProperties?.private?.['callId'] === callId);
  expect(appointments).toHaveLength(1);
  expect(salesforce.tasks).toHaveLength(1);
  expect(await newEvents()).toHaveLength(1);
  expect(twilio.messages).toHaveLength(1);
  expect((await readCall(callId)).status).toBe('ended');
}

interface World {
  readonly calendar: { readonly calendars: Record<string, CalendarEntry[]> };
  readonly twilio: { readonly messages: unknown[] };
  readonly salesforce: Record<'tasks' | 'events', Record<string, unknown>[]>;
}

interface CalendarEntry {
  readonly extendedProperties?: { readonly private?: Readonly<Record<string, string>> };
}

/** Appointments of the callbot, without those that callers have when the sandbox starts. */
async function newEvents(): Promise<readonly string[]> {
  const earlier = existingAppointments(systemClock.now()).map(({ appointmentId }) => appointmentId);
  const { events } = (await readWorld()).salesforce;
  const keys = events.flatMap(({ CallSid__c: key }) => (key === undefined ? [] : [String(key)]));
  return keys.filter((key) => !earlier.includes(key));
}

async function readWorld(): Promise<World> {
  return (await (await fetch(`${sandbox.origins.control}/state`)).json()) as World;
}

async function readCall(callId: string) {
  return callDocumentSchema.parse((await sandbox.store.get(paths.call(callId)))?.data);
}

/** Of the only call that is on. */
async function readOfCall(collection: 'tools' | 'turns') {
  const [call] = await sandbox.store.query({ collection: 'calls' });
  if (call === undefined) return [];
  return sandbox.store.query({ collection: `${call.path}/${collection}` });
}

async function hasTool(name: string): Promise<boolean> {
  return (await readOfCall('tools')).some(({ id }) => id.startsWith(name));
}

/** The caller has said what they want, and the callbot is about to answer. */
async function hasAsked(): Promise<boolean> {
  return (await readOfCall('turns')).some(({ data }) => data['role'] === 'caller');
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const untilMs = systemClock.now() + 120_000;
  while (!(await isTrue())) {
    if (systemClock.now() > untilMs) throw new Error('It did not happen within two minutes');
    await sleep(systemClock, 25);
  }
}
