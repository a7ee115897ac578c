import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import {
  describeEventBus,
  type EventBusHarness,
  type EventBusSetup,
} from '@standardiste/shared/cloud/event-bus.contract.ts';
import { openPubSubEventBus } from '@standardiste/shared/cloud/google/pubsub-event-bus.ts';
import type { PushEnvelope } from '@standardiste/shared/cloud/push-envelope.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { ensurePubSubTopology, startPubSubEmulator, type Emulator } from './emulators.ts';
import { describeOnEmulators } from './vendors/emulators.fixture.ts';

const projectId = 'demo-contract';
describeOnEmulators('the EventBus contract', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startPubSubEmulator();
  }, 90_000);
  afterAll(async () => {
    await emulator[Symbol.asyncDispose]();
  }, 30_000);

  describeEventBus('Pub/Sub', (setup) => open(emulator.host, setup), {
    ackDeadlineMs: 10_000, // Pub/Sub's least.
    minBackoffMs: 100,
    filters: 'ignored', // By the emulator of Cloud CLI 528; Pub/Sub itself applies them.
    deliveryAttempts: 'left-out', // Likewise.
    timeoutMs: 90_000,
  });
});

/** Makes what the test asks for, and takes the pushes. */
async function open(emulatorHost: string, setup: EventBusSetup): Promise<EventBusHarness> {
  const server = createServer((request, response) => {
    void (async () => {
      const envelope = JSON.parse(await readText(request)) as PushEnvelope;
      const subscription = envelope.subscription.split('/').at(-1) ?? '';
      const atMs = systemClock.now();
      response.writeHead(await setup.receive({ subscription, envelope, atMs })).end();
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const pushUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/push`;
  const subscriptions = setup.subscriptions.map((subscription) => ({ ...subscription, pushUrl }));
  await ensurePubSubTopology({ projectId, emulatorHost, subscriptions, topics: setup.topics });
  const bus = openPubSubEventBus({ projectId, emulatorHost });
  return {
    bus,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]();
      for (const { name } of subscriptions) {
        const url = `http://${emulatorHost}/v1/projects/${projectId}/subscriptions/${name}`;
        await fetch(url, { method: 'DELETE' });
      }
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
