import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { z } from 'zod';
import { platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';

const variables = z.object(platformVariables);

/** Publishes what relays and functions left in the outbox. */
export const registered = registerEventFunction({
  name: 'outbox-sweeper',
  environment: process.env,
  readConfig: (environment) => ({
    platform: platformConfig(readEnvironment(variables, environment)),
  }),
  async createHandlers({ store, bus, clock }) {
    const { createSweepOutbox } = await import('../platform/sweep-outbox.ts');
    return [createSweepOutbox({ store, bus, clock })];
  },
});
