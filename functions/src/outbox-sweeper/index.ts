import { z } from 'zod';
import { parseEnvironment, platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';
import { createSweepOutbox } from '../platform/sweep-outbox.ts';

const variables = z.object(platformVariables);

/** Publishes what relays and functions left in the outbox. */
export const registered = registerEventFunction({
  name: 'outbox-sweeper',
  environment: process.env,
  readConfig: (environment) => ({
    platform: platformConfig(parseEnvironment(variables, environment)),
  }),
  createHandlers: ({ store, bus, clock }) => [createSweepOutbox({ store, bus, clock })],
});
