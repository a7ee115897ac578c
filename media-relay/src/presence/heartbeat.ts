import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { sleep, withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { deadAfterMs, heartbeatMs, relayRetentionMs } from './relay-document.ts';
import type { RelayDocument } from './relay-document.ts';

export interface HeartbeatOptions {
  readonly relayId: string;
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly countCalls: () => number;
}

export interface Heartbeat extends AsyncDisposable {
  /** Since when heartbeats have gone through without a gap; -Infinity for a relay that never missed one. */
  readonly steadySinceMs: number;
}

/**
 * Tells the other relays every second that this one lives. Resolves with the first heartbeat, or without it when the store is
 * down. Disposing takes the relay off the list, as long as no call is left here: such calls are for others to find.
 */
export async function startHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const { clock, store, logger, relayId } = options;
  const stop = new AbortController();
  const startedAt = new Date(clock.now());
  const path = paths.relay(relayId);
  let lastMs = clock.now();
  let steadySinceMs = -Infinity;

  async function beat(): Promise<void> {
    const nowMs = clock.now();
    const document: RelayDocument = {
      relayId,
      startedAt,
      heartbeatAt: new Date(nowMs),
      callCount: options.countCalls(),
      rescuedBy: null,
      expireAt: new Date(nowMs + relayRetentionMs),
    };
    try {
      const limit = { timeoutMs: deadAfterMs, what: 'A heartbeat' };
      await withTimeout(clock, limit, () =>
        store.commit([{ type: 'set', path, data: { ...document } }]),
      );
      if (nowMs - lastMs >= deadAfterMs) steadySinceMs = nowMs;
      lastMs = nowMs;
    } catch (error) {
      logger.warning('A heartbeat did not go through', { error });
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(clock, heartbeatMs, stop.signal).catch(() => undefined); // the condition ends it
      if (!stop.signal.aborted) await beat();
    }
  }

  await beat();
  const done = run();
  return {
    get steadySinceMs() {
      return steadySinceMs;
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The relay stops'));
      await done;
      if (options.countCalls() > 0) return;
      await store.commit([{ type: 'delete', path }]).catch((error: unknown) => {
        logger.warning('The relay is still on the list', { error });
      });
    },
  };
}
