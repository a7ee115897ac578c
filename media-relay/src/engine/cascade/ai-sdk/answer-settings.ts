import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { AiSdkProvider } from './chat-models.ts';

/** How one request is made. */
export interface AnswerSettings {
  readonly model: string;
  readonly temperature: number;
  readonly maxOutputTokens: number;
  readonly firstTokenTimeoutMs: number;
  readonly betweenTokensTimeoutMs: number;
}

/** What the relay was started with, changed by the profile, changed by the profile's settings for the stage. */
export function answerSettings(
  defaults: AnswerSettings,
  provider: AiSdkProvider,
  { profile, stage }: { readonly profile: Profile; readonly stage: string },
): AnswerSettings {
  const own = profile.languageModel;
  const stages: Readonly<Record<string, typeof own>> = own?.stages ?? {};
  return [own, stages[stage]].reduce<AnswerSettings>(
    (settings, change) => ({
      model: change?.models?.[provider] ?? settings.model,
      temperature: change?.temperature ?? settings.temperature,
      maxOutputTokens: change?.maxOutputTokens ?? settings.maxOutputTokens,
      firstTokenTimeoutMs: change?.firstTokenTimeoutMs ?? settings.firstTokenTimeoutMs,
      betweenTokensTimeoutMs: change?.betweenTokensTimeoutMs ?? settings.betweenTokensTimeoutMs,
    }),
    defaults,
  );
}

/**
 * How much a model may think before it answers: not at all, where that can be asked for. A caller waits, and what is thought
 * counts against the tokens of the answer. Other models refuse the parameter.
 */
export function reasoningFor(provider: AiSdkProvider, model: string): 'none' | undefined {
  switch (provider) {
    case 'openai':
    case 'azure-openai':
      return /^gpt-[5-9](?!.*-chat)/.test(model) ? 'none' : undefined;
    case 'openai-compatible':
      return undefined;
    case 'anthropic':
    case 'gemini':
    case 'vertex':
      return 'none';
  }
}

/** Gemini's larger models think a little whatever one asks for, out of the same allowance. */
export function thinkingAllowance(provider: AiSdkProvider): number {
  return provider === 'gemini' || provider === 'vertex' ? 700 : 0;
}
