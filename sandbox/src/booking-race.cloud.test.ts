import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { openFirestoreDocumentStore } from '@standardiste/shared/cloud/google/firestore-document-store.ts';
import { formatPushEnvelope } from '@standardiste/shared/cloud/push-envelope.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { schemaVersion } from '@standardiste/shared/contracts/events.ts';
import { bookResult } from '@standardiste/shared/contracts/tools.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFirestoreEmulator } from './emulators.ts';
import {
  startGoogleCalendarSimulator,
  type GoogleCalendarSimulator,
} from './vendors/google-calendar/google-calendar-simulator.ts';
import { atLocalTime, weekdayAhead } from './world/busy-times.ts';
import { schoolProfile } from './world/school.ts';
import { describeOnEmulators } from './vendors/emulators.fixture.ts';

const projectId = 'demo-booking-race';
const calls = Array.from({ length: 50 }, (_, index) => `CA${index}`);
const { profileId } = schoolProfile;

describeOnEmulators('fifty callers who want one slot at the same moment', () => {
  const opened = new AsyncDisposableStack();
  let store: DocumentStore;
  let calendar: GoogleCalendarSimulator;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const emulator = opened.use(await startFirestoreEmulator());
    const folder = await mkdtemp(join(tmpdir(), 'booking-race-'));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    calendar = opened.use(
      await startGoogleCalendarSimulator({
        calendars: schoolProfile.advisors.map(({ calendarId }) => ({ id: calendarId })),
      }),
    );
    const emulatorHost = emulator.host;
    store = opened.use(openFirestoreDocumentStore({ projectId, emulatorHost, timeoutMs: 30_000 }));
    environment = {
      PORT: '0',
      GOOGLE_CLOUD_PROJECT: projectId,
      FIRESTORE_EMULATOR_HOST: emulator.host,
      METADATA_SERVER_DETECTION: 'none',
      STATE_BACKEND: 'firestore',
      EVENT_BACKEND: 'embedded',
      EMBEDDED_DATA_DIR: folder,
      GOOGLE_CALENDAR_BASE_URL: calendar.origin,
      GOOGLE_CALENDAR_ACCESS_TOKEN: 'sandbox',
      PHONE_HASH_KEY: '1:a-secret-for-tests-only',
      LOG_LEVEL: 'error',
    };
    await store.commit([
      { type: 'set', path: paths.profile(profileId), data: { ...schoolProfile } },
    ]);
  }, 90_000);
  afterAll(() => opened.disposeAsync(), 30_000);

  it('get one event, one lock and one confirmation, although every request comes twice and the process is killed in the middle', async () => {
    const slot = tomorrowOrSo();
    for (const callId of calls) await requestBooking(store, callId);
    const doomed = await startHost(environment);
    const lost = Promise.allSettled(calls.map((callId) => push(doomed.origin, callId, slot)));
    // Some are done by now, some hold a lock or have made their event, some have not begun.
    await until(() => calendar.state().requests.includes('events.insert'));
    doomed.child.kill('SIGKILL');
    await lost;

    const host = await startHost(environment);
    try {
      let open: readonly string[] = calls;
      while (open.length > 0) {
        const outcomes = await Promise.all(
          open.map((callId) =>
            Promise.all([push(host.origin, callId, slot), push(host.origin, callId, slot)]),
          ),
        );
        open = open.filter((_, index) => !outcomes[index]?.some((status) => status === 200));
        // The leases of the killed process run out after 15 s.
        if (open.length > 0) await sleep(systemClock, 1_000);
      }
    } finally {
      host.child.kill('SIGKILL');
    }

    const answers = await Promise.all(
      calls.map(async (callId) => {
        const tool = await store.get(paths.tool(callId, 't1'));
        return bookResult.parse(tool?.data['result']);
      }),
    );
    const booked = answers.filter((answer) => answer.type === 'booked');
    const taken = answers.filter((answer) => answer.type === 'taken');
    expect([booked.length, taken.length]).toEqual([1, 49]);
    expect(taken.every(({ alternatives }) => alternatives.length === 3)).toBe(true);
    const events = Object.values(calendar.state().calendars).flat();
    expect(events.filter(({ status }) => status === 'confirmed').map(({ id }) => id)).toEqual([
      booked[0]?.appointmentId,
    ]);
    const locks = await store.query({ collection: 'slotLocks' });
    expect(locks.map(({ data }) => data['holder'])).toEqual(
      Array(6).fill(booked[0]?.appointmentId),
    );
    // What was to be told to the world, in the same commit as each effect.
    const effects = await store.query({ collection: 'effects' });
    expect(effects).toHaveLength(50);
    expect(effects.flatMap(({ data }) => data['outbox'])).toHaveLength(1);
  }, 120_000);
});

function tomorrowOrSo() {
  const date = weekdayAhead(systemClock.now(), 6);
  const startAt = new Date(atLocalTime(date, '10:00')).toISOString();
  const endAt = new Date(Date.parse(startAt) + 1_800_000).toISOString();
  return { startAt, endAt, advisorId: 'sophie' };
}

async function startHost(environment: Record<string, string>) {
  const module = fileURLToPath(new URL('./functions-host.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [module, 'calendar-booking'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  void once(child, 'exit').then(() => process.off('exit', killWithParent));
  if (child.stdout === null) throw new TypeError('no output');
  for await (const line of createInterface(child.stdout)) {
    const [, origin] = /^functions ready (.+)$/.exec(line) ?? [];
    if (origin !== undefined) return { child, origin };
  }
  throw new Error('The functions host did not start');
}

async function requestBooking(store: DocumentStore, callId: string): Promise<void> {
  const now = systemClock.now();
  const ids = { callId, toolCallId: 't1', tool: 'calendar.book', relayId: 'relay-1' };
  const open = { pending: true, status: 'requested', finishedAt: null, result: null, reason: null };
  const times = { requestedAt: new Date(now), expireAt: new Date(now + 86_400_000) };
  const path = paths.tool(callId, 't1');
  await store.commit([{ type: 'create', path, data: { ...ids, ...open, ...times } }]);
}

async function push(origin: string, callId: string, slot: object): Promise<number> {
  const contact = {
    firstName: null,
    lastName: 'Durand',
    phone: `+3363998${callId.slice(2).padStart(2, '0')}00`,
    email: null,
    record: null,
    recordId: null,
  };
  const tool = 'calendar.book';
  const notAfter = new Date(systemClock.now() + 120_000).toISOString();
  const values = { ...slot, generation: 1, contact, topic: null };
  const data = { callId, profileId, toolCallId: 't1', tool, arguments: values, notAfter };
  const message = {
    id: '1',
    data: Buffer.from(JSON.stringify(data)),
    attributes: { eventId: `${callId}:t1`, callId, schemaVersion, tool },
    publishedAtMs: systemClock.now(),
  };
  const response = await fetch(`${origin}/calendar-booking`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(formatPushEnvelope(message, 'calendar-booking.tool-requested', 1)),
  });
  await response.arrayBuffer();
  return response.status;
}

async function until(isTrue: () => boolean): Promise<void> {
  const untilMs = systemClock.now() + 30_000;
  while (!isTrue()) {
    if (systemClock.now() > untilMs) throw new Error('It did not happen within 30 s');
    await sleep(systemClock, 5);
  }
}
