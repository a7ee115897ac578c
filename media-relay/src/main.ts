import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { createLogger } from '@standardiste/shared/log/cloud-logger.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { readConfig, type RelayConfig } from './config.ts';
import { runRelay, type Relay } from './run-relay.ts';

/** Says everything that is wrong with the environment and ends the process; a fault of another kind goes on. */
function exitIfMisconfigured(error: unknown): never {
  if (!(error instanceof ConfigInvalidError)) throw error;
  process.stderr.write(`The relay cannot start. ${error.message}\n`);
  process.exit(1);
}

function configOrExit(): RelayConfig {
  try {
    return readConfig(process.env);
  } catch (error) {
    return exitIfMisconfigured(error);
  }
}

const config = configOrExit();
const logger = createLogger({
  level: config.LOG_LEVEL,
  service: 'media-relay',
  projectId: config.GOOGLE_CLOUD_PROJECT,
  clock: systemClock,
});
// A bug ends the call in which it shows, never the process that holds other calls.
process.on('unhandledRejection', (error) => logger.error('A rejection was not handled', { error }));

function exitAfter(error: unknown): never {
  logger.error('The relay could not start, or not end in order', { error });
  process.exit(1);
}

function serve(relay: Relay): void {
  process.stdout.write(`relay ready ${relay.origin}\n`);
  /** Cloud Run gives ten seconds between SIGTERM and the end: every call is stored and given back to the carrier. */
  const stop = (): void => {
    logger.info('The relay stops and gives its calls back');
    relay[Symbol.asyncDispose]().then(() => process.exit(0), exitAfter);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

// No top-level await: its bundle is made of scripts
runRelay(config, systemClock, logger).catch(exitIfMisconfigured).then(serve, exitAfter);
