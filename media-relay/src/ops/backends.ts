import { randomUUID } from 'node:crypto';
import { listProfiles } from '@standardiste/shared/cloud/list-profiles.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { RelayConfig } from '../config.ts';
import { openBus, openStore } from '../open-backends.ts';
import { openLanguageModel, openRecogniser, openSynthesiser } from '../open-engine.ts';
import { createRemoteTools } from '../tools/remote-tools.ts';
import { twilioAccount } from '../twilio-account.ts';
import { busCheck } from './bus-check.ts';
import { languageModelChecks } from './language-model-checks.ts';
import { readinessCheck } from './readiness-check.ts';
import { speechChecks } from './speech-checks.ts';
import { profilesCheck, storeCheck } from './store-checks.ts';
import { accountCheck, numberChecks } from '../carrier/twilio/health-checks.ts';

export { readConfig } from '../config.ts';
export { setUpNumber } from '../carrier/twilio/set-up-number.ts';
export { twilioAccount } from '../twilio-account.ts';
export { checkRelayConfig, readNumberConfig } from '../check-config.ts';

export interface RelayChecks extends AsyncDisposable {
  readonly checks: readonly HealthCheck[];
}

/** Every service that the relay needs, asked through the clients that calls use. Whoever opens the checks disposes of them. */
export async function openRelayChecks(
  config: RelayConfig,
  { clock, mainAuthToken }: { readonly clock: Clock; readonly mainAuthToken?: string | undefined },
): Promise<RelayChecks> {
  await using stack = new AsyncDisposableStack();
  // What fails is told by the checks
  const logger = createMemoryLogger();
  const store = stack.use(await openStore(config, clock));
  const bus = stack.use(await openBus(config, clock));
  const relayId = `ops-${randomUUID()}`;
  const tools = stack.use(createRemoteTools({ store, bus, clock, logger, relayId }));
  const recogniser = stack.use(openRecogniser(config, clock, logger));
  const synthesiser = stack.use(openSynthesiser(config, clock, logger));
  const profiles = await listProfiles(store).catch(() => []);
  const account = twilioAccount(config);
  const checks = [
    readinessCheck(config.PUBLIC_BASE_URL),
    accountCheck(account),
    ...numberChecks({
      account,
      mainAuthToken,
      profiles,
      publicBaseUrl: config.PUBLIC_BASE_URL,
      clock,
    }),
    ...speechChecks({ recogniser, synthesiser, profiles, clock }),
    ...languageModelChecks((listeners) => openLanguageModel(config, clock, listeners)),
    storeCheck(store, clock),
    profilesCheck(store),
    busCheck({ tools, store, clock, profileId: profiles[0]?.profileId ?? 'none' }),
  ];
  const kept = stack.move();
  return { checks, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
