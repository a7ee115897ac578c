import type { SystemModelMessage } from 'ai';
import type { PromptParts } from '../prompt/system-prompt.ts';
import type { AiSdkProvider } from './chat-models.ts';

/**
 * The prompt as a vendor wants it. Anthropic caches what is marked, with the tools before it, when there is enough of it; the
 * others cache by themselves what many requests begin with.
 */
export function instructionsFor(
  provider: AiSdkProvider,
  { lasting, situation }: PromptParts,
): string | SystemModelMessage[] {
  if (provider !== 'anthropic') return `${lasting}\n\n${situation}`;
  return [
    {
      role: 'system',
      content: lasting,
      providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
    },
    { role: 'system', content: situation },
  ];
}
