import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { Crm } from '../integrations/crm/crm.ts';
import {
  salesforceOptions,
  salesforceVariables,
} from '../integrations/crm/salesforce/salesforce-config.ts';
import {
  webhookCrmOptions,
  webhookCrmVariables,
} from '../integrations/crm/webhook/webhook-config.ts';
import { platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';

const variables = z.object({
  ...platformVariables,
  ...salesforceVariables,
  ...webhookCrmVariables,
});

function openSalesforce(options: ReturnType<typeof salesforceOptions>) {
  return async (clock: Clock, store?: DocumentStore): Promise<Crm> => {
    const { createSalesforceCrm } =
      await import('../integrations/crm/salesforce/salesforce-crm.ts');
    const { createStoredPause } = await import('../integrations/crm/salesforce/stored-pause.ts');
    const shared = store === undefined ? {} : { sharedPause: createStoredPause(store) };
    return createSalesforceCrm({ ...options, ...shared, clock });
  };
}

function openWebhook(options: NonNullable<ReturnType<typeof webhookCrmOptions>>) {
  return async (clock: Clock): Promise<Crm> => {
    const { createWebhookCrm } = await import('../integrations/crm/webhook/webhook-crm.ts');
    return createWebhookCrm({ ...options, clock });
  };
}

/** Keeps calls, leads and appointments in Salesforce, and tells the relay who is calling. */
export const registered = registerEventFunction({
  name: 'salesforce-logging',
  environment: process.env,
  readConfig(environment) {
    const values = readEnvironment(variables, environment);
    const platform = platformConfig(values);
    const webhook = webhookCrmOptions(values);
    // Salesforce's credentials are not asked for when there is another CRM.
    if (webhook !== undefined) {
      return { platform, crm: 'crm-webhook', openCrm: openWebhook(webhook) } as const;
    }
    const openCrm = openSalesforce(salesforceOptions(values));
    return { platform, crm: 'salesforce', openCrm } as const;
  },
  async createHandlers({ config, store, clock }) {
    const { createLoggingHandlers } = await import('./handlers.ts');
    const crm = await config.openCrm(clock, store);
    return createLoggingHandlers({ crm, store, clock });
  },
  async createChecks({ config, clock }) {
    const { crmCheck } = await import('./crm-check.ts');
    return [crmCheck(await config.openCrm(clock), { integration: config.crm, clock })];
  },
});
