import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { embeddedDataFile } from '@standardiste/shared/cloud/embedded/data-file.ts';
import { openEmbeddedEventBus } from '@standardiste/shared/cloud/embedded/embedded-event-bus.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { pushSubscriptions } from './push-subscriptions.ts';

const folder = mkdtempSync(join(tmpdir(), 'broker-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('The broker process', () => {
  it('says that it is ready, pushes to the right functions, and ends on SIGTERM', async () => {
    const seen: string[] = [];
    const both = Promise.withResolvers<undefined>();
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(204).end();
      seen.push(request.url ?? '');
      if (seen.length === 2) both.resolve(undefined);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const child = spawn(process.execPath, [new URL('./broker.ts', import.meta.url).pathname], {
      env: { EMBEDDED_DATA_DIR: folder, FUNCTIONS_ORIGIN: `http://127.0.0.1:${port}/` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    expect(line).toBe('broker ready');
    {
      await using bus = openEmbeddedEventBus({
        file: embeddedDataFile(folder),
        clock: systemClock,
      });
      await bus.publish({ topic: 'appointment-changed', data: {}, attributes: { eventId: 'e' } });
      await both.promise;
    }
    expect(seen.sort()).toEqual(['/salesforce-logging', '/sms-follow-up']);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    server.closeAllConnections();
    server.close();
  });
});

describe('pushSubscriptions', () => {
  it('gives every subscription of the contract once, under a name of its own', () => {
    const subscriptions = pushSubscriptions('http://127.0.0.1:8081');
    expect(new Set(subscriptions.map(({ name }) => name)).size).toBe(subscriptions.length);
    expect(subscriptions).toContainEqual({
      name: 'calendar-booking.tool-requested',
      topic: 'tool-requested',
      pushUrl: 'http://127.0.0.1:8081/calendar-booking',
      filter: { attribute: 'tool', hasPrefix: 'calendar.' },
      ackDeadlineMs: 20_000,
      minBackoffMs: 1_000,
      maxBackoffMs: 60_000,
      maxDeliveryAttempts: 12,
      deadLetterTopic: 'dead-letters',
    });
  });
});
