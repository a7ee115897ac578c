import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { embeddedDataFile } from '@standardiste/shared/cloud/embedded/data-file.ts';
import { runEmbeddedBroker } from '@standardiste/shared/cloud/embedded/embedded-broker.ts';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { createLogger } from '@standardiste/shared/log/cloud-logger.ts';
import { logLevels } from '@standardiste/shared/log/logger.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { pushSubscriptions } from './push-subscriptions.ts';

/** Composition root of the broker's process: delivers the embedded bus's events to the functions host until SIGTERM. */
const environment = readEnvironment(
  z.object({
    EMBEDDED_DATA_DIR: z.string(),
    /** `http://127.0.0.1:8081` */
    FUNCTIONS_ORIGIN: z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin),
    LOG_LEVEL: z.enum(logLevels).default('info'),
  }),

  process.env,
);
const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT']) {
  process.once(name, () => {
    stop.abort(new Error(name));
  });
}
mkdirSync(environment.EMBEDDED_DATA_DIR, { recursive: true, mode: 0o700 });
await runEmbeddedBroker({
  file: embeddedDataFile(environment.EMBEDDED_DATA_DIR),
  subscriptions: pushSubscriptions(environment.FUNCTIONS_ORIGIN),
  clock: systemClock,
  signal: stop.signal,
  logger: createLogger({ level: environment.LOG_LEVEL, service: 'broker' }),
  onReady: () => void process.stdout.write('broker ready\n'),
});
