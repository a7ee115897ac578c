import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { embeddedDataFile } from '@standardiste/shared/cloud/embedded/data-file.ts';
import { openEmbeddedDocumentStore } from '@standardiste/shared/cloud/embedded/embedded-document-store.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { formatPushEnvelope } from '@standardiste/shared/cloud/push-envelope.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { schemaVersion } from '@standardiste/shared/contracts/events.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startGoogleCalendarSimulator,
  type GoogleCalendarSimulator,
} from './vendors/google-calendar/google-calendar-simulator.ts';
import { schoolProfile } from './world/school.ts';

const callId = 'CAhost';
const opened = new AsyncDisposableStack();
let calendar: GoogleCalendarSimulator;
let store: DocumentStore;
let host: Awaited<ReturnType<typeof startHost>>;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'functions-host-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  calendar = opened.use(
    await startGoogleCalendarSimulator({
      calendars: schoolProfile.advisors.map(({ calendarId }) => ({ id: calendarId })),
    }),
  );
  store = opened.use(
    await openEmbeddedDocumentStore({ file: embeddedDataFile(folder), clock: systemClock }),
  );
  const path = paths.profile(schoolProfile.profileId);
  await store.commit([{ type: 'create', path, data: { ...schoolProfile } }]);
  host = await startHost({
    PORT: '0',
    STATE_BACKEND: 'embedded',
    EVENT_BACKEND: 'embedded',
    EMBEDDED_DATA_DIR: folder,
    GOOGLE_CALENDAR_BASE_URL: calendar.origin,
    GOOGLE_CALENDAR_ACCESS_TOKEN: 'sandbox',
    PHONE_HASH_KEY: '1:a-secret-for-tests-only',
    LOG_LEVEL: 'error',
  });
  opened.defer(async () => {
    host.child.kill('SIGKILL');
    await host.exited;
  });
}, 30_000);
afterAll(() => opened.disposeAsync());

describe('The functions host', () => {
  it('runs a pushed tool request against the calendar and keeps the result for the relay', async () => {
    await requestTool('t1', 'calendar.find-slots');
    const values = { windows: [], advisorId: 'sophie', limit: 3 };
    const response = await push('t1', 'calendar.find-slots', values);
    expect(response).toEqual({ status: 200, body: { outcome: 'done' } });
    const { data } = (await store.get(paths.tool(callId, 't1'))) ?? {};
    expect(data).toMatchObject({ status: 'done', pending: true, result: { refusal: null } });
    expect((data?.['result'] as { slots: unknown[] }).slots).toHaveLength(3);
    expect(calendar.state().requests).toEqual(['freebusy.query']);
  });

  it('books once when one request is pushed twice at the same moment', async () => {
    const found = await store.get(paths.tool(callId, 't1'));
    const [slot] = (found?.data['result'] as { slots: object[] }).slots;
    const contact = {
      firstName: null,
      lastName: 'Durand',
      phone: '+33639980001',
      email: null,
      record: null,
      recordId: null,
    };
    await requestTool('t2', 'calendar.book');
    const values = { ...slot, generation: 1, contact, topic: null };
    const both = await Promise.all([
      push('t2', 'calendar.book', values),
      push('t2', 'calendar.book', values),
    ]);
    expect(both.some(({ status }) => status === 200)).toBe(true);
    const { data } = (await store.get(paths.tool(callId, 't2'))) ?? {};
    expect(data).toMatchObject({ status: 'done', result: { type: 'booked' } });
    expect(Object.values(calendar.state().calendars).flat()).toHaveLength(1);
    expect(await store.query({ collection: 'outbox' })).toEqual([]);
  });

  it('answers what is no push, and no function', async () => {
    const at = (path: string, options?: RequestInit) => fetch(host.origin + path, options);
    expect((await at('/healthz')).status).toBe(200);
    expect((await at('/nobody', { method: 'POST' })).status).toBe(404);
    expect((await at('/calendar-booking')).status).toBe(405);
    const headers = { 'content-type': 'application/json' };
    const huge = JSON.stringify({ text: 'x'.repeat(2_000_000) });
    expect((await at('/calendar-booking', { method: 'POST', headers, body: huge })).status).toBe(
      413,
    );
    expect((await at('/calendar-booking', { method: 'POST', headers, body: '{}' })).status).toBe(
      400,
    );
  });

  it('ends on SIGTERM', async () => {
    host.child.kill('SIGTERM');
    expect(await host.exited).toBe(0);
  });
});

async function startHost(environment: Record<string, string>) {
  const module = fileURLToPath(new URL('./functions-host.ts', import.meta.url));
  const child = spawn(process.execPath, [module, 'calendar-booking'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  for await (const line of createInterface(child.stdout)) {
    const [, origin] = /^functions ready (.+)$/.exec(line) ?? [];
    if (origin !== undefined) return { child, exited, origin };
  }
  throw new Error('The functions host did not start');
}

async function requestTool(toolCallId: string, tool: string): Promise<void> {
  const now = new Date(systemClock.now());
  await store.commit([
    {
      type: 'create',
      path: paths.tool(callId, toolCallId),
      data: {
        callId,
        toolCallId,
        tool,
        relayId: 'relay-1',
        pending: true,
        status: 'requested',
        requestedAt: now,
        finishedAt: null,
        result: null,
        reason: null,
        expireAt: new Date(now.getTime() + 86_400_000),
      },
    },
  ]);
}

async function push(toolCallId: string, tool: string, values: object) {
  const { profileId } = schoolProfile;
  const notAfter = new Date(systemClock.now() + 30_000).toISOString();
  const data = { callId, profileId, toolCallId, tool, arguments: values, notAfter };
  const message = {
    id: '1',
    data: Buffer.from(JSON.stringify(data)),
    attributes: { eventId: `${callId}:${toolCallId}`, callId, schemaVersion, tool },
    publishedAtMs: systemClock.now(),
  };
  const response = await fetch(`${host.origin}/calendar-booking`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(formatPushEnvelope(message, 'calendar-booking.tool-requested', 1)),
  });
  return { status: response.status, body: await response.json() };
}
