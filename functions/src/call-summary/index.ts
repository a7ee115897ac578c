import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import {
  summariesVariables,
  summariserOptions,
} from '../integrations/summaries/summaries-config.ts';
import { platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';

const variables = z.object({ ...platformVariables, ...summariesVariables });

/** Says in two sentences what a call was about, once it is over. */
export const registered = registerEventFunction({
  name: 'call-summary',
  environment: process.env,
  readConfig(environment) {
    const values = readEnvironment(variables, environment);
    return { platform: platformConfig(values), summariser: summariserOptions(values) };
  },
  async createHandlers({ config, store, clock }) {
    const { createSummariseCall } = await import('./summarise-call.ts');
    if (config.summariser === undefined) return [createSummariseCall({ store })];
    const summariser = await openSummariser(config.summariser, clock);
    return [createSummariseCall({ store, summariser })];
  },
  async createChecks({ config, clock }) {
    if (config.summariser === undefined) return [];
    const { summariesCheck } = await import('./summaries-check.ts');
    return [summariesCheck(await openSummariser(config.summariser, clock))];
  },
});

async function openSummariser(
  options: NonNullable<ReturnType<typeof summariserOptions>>,
  clock: Clock,
) {
  const { createAiSdkSummariser } =
    await import('../integrations/summaries/ai-sdk/ai-sdk-summariser.ts');
  return createAiSdkSummariser({ ...options, clock });
}
