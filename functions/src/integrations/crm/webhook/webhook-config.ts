import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import type { WebhookCrmOptions } from './webhook-crm.ts';

/** Variables of whoever may write to a CRM behind a webhook. */
export const webhookCrmVariables = {
  CRM_PROVIDER: z.enum(['salesforce', 'webhook']).default('salesforce'),
  CRM_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  CRM_WEBHOOK_SECRET: z.string().min(16, 'expected 16 characters or more').optional(),
} as const;

const schema = z.object(webhookCrmVariables);

/** Undefined when the CRM is Salesforce. @throws ConfigInvalidError naming what a webhook lacks. */
export function webhookCrmOptions(
  values: z.infer<typeof schema>,
): Omit<WebhookCrmOptions, 'clock'> | undefined {
  if (values.CRM_PROVIDER === 'salesforce') return undefined;
  const { CRM_WEBHOOK_URL: url, CRM_WEBHOOK_SECRET: secret } = values;
  if (url !== undefined && secret !== undefined) return { url, secret };
  throw new ConfigInvalidError('A CRM by webhook needs CRM_WEBHOOK_URL and CRM_WEBHOOK_SECRET');
}
