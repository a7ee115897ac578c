import type { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import type { LanguageModel } from '../engine/language-model.ts';

type OnFallOver = (model: string, error: CallbotError) => void;

/**
 * Each model of the chain by itself, with one short question: a chain answers as long as one of its models does, and nobody would
 * notice that the others are dead.
 */
export function languageModelChecks(
  open: (listeners: { readonly onFallOver: OnFallOver }) => LanguageModel,
): readonly HealthCheck[] {
  const failures = new Map<string, CallbotError>();
  const integration = 'language-model';
  let model: LanguageModel;
  try {
    model = open({ onFallOver: (name, error) => void failures.set(name, error) });
  } catch (error) {
    const run = async (): Promise<never> => {
      throw error;
    };
    return [{ integration, run }];
  }
  const names = model.name.split(',');
  let asking: Promise<void> | undefined;
  return names.map((name) => ({
    integration,
    name,
    async run(signal) {
      asking ??= model.warmUp?.(signal) ?? Promise.resolve();
      await asking.catch((error: unknown) => {
        // A chain tells of each model by itself
        if (names.length === 1) throw error;
      });
      const failure = failures.get(name);
      if (failure !== undefined) throw failure;
      return name === 'rules' ? 'needs no service' : 'answered';
    },
  }));
}
