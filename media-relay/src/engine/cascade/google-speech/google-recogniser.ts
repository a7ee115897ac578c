import type { v2 } from '@google-cloud/speech';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { Recogniser } from '../../recogniser.ts';
import { GoogleClientPool } from '../google-client-pool.ts';
import { whenConnected } from '../google-connect.ts';
import { googleEndpoint } from '../google-endpoint.ts';
import { formatRecognitionConfig } from './recognition-config.ts';
import { RecognitionSession, type RenewalTimes } from './recognition-session.ts';

export interface GoogleRecogniserOptions {
  readonly projectId: string;
  /** `eu`, `global`, `europe-west4`, …; must offer the model. */
  readonly location: string;
  /** `chirp_3`, `telephony`, `long`, … */
  readonly model: string;
  /** `host:port`, or `http://host:port` without TLS; by default the location's own endpoint. */
  readonly apiEndpoint?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Audio in one request, in whole frames; 20 ms unless told. 100 ms is what Google recommends. */
  readonly batchMs?: number;
  readonly renewal?: RenewalTimes;
  readonly dormantAfterMs?: number;
  readonly maxStreamsPerConnection?: number;
  readonly connectTimeoutMs?: number;
}

/** Every request adds its length to the answer's delay: 100 ms would save a fifth of the CPU at 300 calls and answer 40 ms later. */
const defaultBatchMs = 20;

export interface GoogleRecogniser extends Recogniser {
  /** Loads the client and connects, so that the first call does not wait for it. @throws VendorFailedError */
  warmUp(signal?: AbortSignal): Promise<void>;
}

/** A minute before Google's limit of 5 there are 20 s to end in good order. */
const defaultRenewal: RenewalTimes = { afterMs: 240_000, atLatestMs: 280_000 };

/** Google Speech-to-Text v2. Streams share connections, 80 on each. @throws ConfigInvalidError when the endpoint is malformed. */
export function createGoogleRecogniser(options: GoogleRecogniserOptions): GoogleRecogniser {
  const { clock, logger, projectId, location, model, connectTimeoutMs = 3_000 } = options;
  const endpoint = googleEndpoint(options.apiEndpoint ?? endpointOf(location));
  const sessions = new Set<RecognitionSession>();
  const pool = new GoogleClientPool<v2.SpeechClient>({
    clock,
    vendor: 'google-speech',
    openTimeoutMs: connectTimeoutMs,
    maxStreams: options.maxStreamsPerConnection ?? 80,
    async connect() {
      // Loading it takes some 270 ms: not before it is needed.
      const { v2 } = await import('@google-cloud/speech');
      const ownConnection = { 'grpc.use_local_subchannel_pool': 1 };
      const client = new v2.SpeechClient({ ...endpoint, ...ownConnection, projectId });
      try {
        const what = 'Connecting to google-speech';
        await withTimeout(clock, { timeoutMs: connectTimeoutMs, what }, async () =>
          whenConnected((await client.initialize()) as Readonly<Record<string, unknown>>),
        );
        return client;
      } catch (error) {
        await client.close();
        throw error;
      }
    },
  });
  return {
    open({ languageCode, phraseHints, signal }) {
      const session = new RecognitionSession({
        pool,
        clock,
        logger,
        signal,
        config: formatRecognitionConfig({ projectId, location, model, languageCode, phraseHints }),
        batchBytes: (options.batchMs ?? defaultBatchMs) * 8,
        renewal: options.renewal ?? defaultRenewal,
        dormantAfterMs: options.dormantAfterMs ?? 5_000,
        onClosed: () => sessions.delete(session),
      });
      sessions.add(session);
      session.begin();
      return session;
    },
    async warmUp(signal) {
      using _lease = await pool.acquire(signal);
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.close();
      await pool[Symbol.asyncDispose]();
    },
  };
}

/** The host must be the one of the location that the requests name. */
function endpointOf(location: string): string | undefined {
  return location === 'global' ? undefined : `${location}-speech.googleapis.com`;
}
