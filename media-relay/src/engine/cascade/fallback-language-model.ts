import { CallbotError, VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../language-model.ts';

export interface FallbackOptions {
  /** With a clock, a model that failed is left alone for a while, so that not every turn waits for its time limit. */
  readonly clock?: Clock;
  /** How long, unless the vendor says otherwise. */
  readonly restMs?: number;
  /** Called whenever a model is given up for a request, for logs and counters. */
  readonly onFallOver?: ((model: string, error: CallbotError) => void) | undefined;
}

const defaultRestMs = 10_000;
/** For what will not heal by itself, a wrong key for instance. */
const longRestMs = 300_000;

/**
 * One language model made of several: asks the first, and the next when that fails, also midway: it answers anew, which is better
 * heard twice than an apology. Once it has called a tool a model keeps the turn. The last model is never left alone.
 * @throws TypeError when `models` is empty.
 */
export function createFallbackLanguageModel(
  models: readonly LanguageModel[],
  options: FallbackOptions = {},
): LanguageModel {
  if (models.length === 0) throw new TypeError('a fallback chain needs at least one model');
  const restUntilMs = new Map<LanguageModel, number>();
  const isResting = (model: LanguageModel): boolean =>
    (restUntilMs.get(model) ?? 0) > (options.clock?.now() ?? 0);
  const giveUp = (model: LanguageModel, error: CallbotError): void => {
    options.onFallOver?.(model.name, error);
    if (options.clock !== undefined)
      restUntilMs.set(model, options.clock.now() + restMsFor(error, options.restMs));
  };
  return {
    name: models.map(({ name }) => name).join(','),
    respond: (request, signal) =>
      respond(
        models.filter((model) => model === models.at(-1) || !isResting(model)),
        request,
        { signal, giveUp },
      ),
    warmUp: (signal) => warmUp(models, giveUp, signal),
  };
}

/** The chain is ready when one of its models is; the others are given up for a while. @throws what the last one failed with. */
async function warmUp(
  models: readonly LanguageModel[],
  giveUp: (model: LanguageModel, error: CallbotError) => void,
  signal: AbortSignal,
): Promise<void> {
  const results = await Promise.allSettled(
    models.map(async (model) => {
      try {
        await model.warmUp?.(signal);
      } catch (error) {
        if (error instanceof CallbotError) giveUp(model, error);
        throw error;
      }
    }),
  );
  const last = results.at(-1);
  if (results.every(({ status }) => status === 'rejected') && last?.status === 'rejected')
    throw last.reason;
}

async function* respond(
  models: readonly LanguageModel[],
  request: ModelRequest,
  options: {
    readonly signal: AbortSignal;
    readonly giveUp: (model: LanguageModel, error: CallbotError) => void;
  },
): AsyncGenerator<ModelPart, void, undefined> {
  for (const [index, model] of models.entries()) {
    let hasCalled = false;
    let isFallingOver = false;
    for await (const part of model.respond(request, options.signal)) {
      if (part.type === 'failed' && !hasCalled && index < models.length - 1) {
        options.giveUp(model, part.error);
        isFallingOver = true;
        break;
      }
      hasCalled ||= part.type === 'tool-call';
      yield part;
    }
    if (!isFallingOver || options.signal.aborted) return;
  }
}

function restMsFor(error: CallbotError, restMs = defaultRestMs): number {
  if (!error.retryable) return longRestMs;
  return error instanceof VendorFailedError ? Math.max(error.retryAfterMs ?? 0, restMs) : restMs;
}
