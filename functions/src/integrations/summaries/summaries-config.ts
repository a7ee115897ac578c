import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import type { AiSdkSummariserOptions } from './ai-sdk/ai-sdk-summariser.ts';

/** Variables of whoever has calls summarised. The key and the address are those of the relay's language model. */
export const summariesVariables = {
  SUMMARY_PROVIDER: z.enum(['none', 'openai', 'openai-compatible']).default('none'),
  SUMMARY_MODEL: z.string().min(1).max(100).optional(),
  /** The handler has 30 s; the rest is for reading the call and writing the rules' summary. */
  SUMMARY_TIMEOUT_MS: z.coerce.number().int().min(500).max(25_000).default(20_000),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url().optional(),
} as const;

const schema = z.object(summariesVariables);

/**
 * The model to ask; undefined for `none`, when rules write all summaries.
 * @throws ConfigInvalidError naming every variable that the provider lacks.
 */
export function summariserOptions(
  values: z.infer<typeof schema>,
): Omit<AiSdkSummariserOptions, 'clock'> | undefined {
  const provider = values.SUMMARY_PROVIDER;
  if (provider === 'none') return undefined;
  const needed = ['SUMMARY_MODEL', provider === 'openai' ? 'OPENAI_API_KEY' : 'OPENAI_BASE_URL'];
  const missing = needed.filter((name) => values[name as keyof typeof values] === undefined);
  if (missing.length > 0) {
    throw new ConfigInvalidError(`Summaries by ${provider} need ${missing.join(', ')}`);
  }
  return {
    provider,
    model: values.SUMMARY_MODEL ?? '',
    apiKey: values.OPENAI_API_KEY ?? '',
    baseUrl: values.OPENAI_BASE_URL,
    timeoutMs: values.SUMMARY_TIMEOUT_MS,
  };
}
