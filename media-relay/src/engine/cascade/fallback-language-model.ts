import type { LanguageModel, ModelPart, ModelRequest } from '../language-model.ts';

/**
 * One language model made of several: asks the first, and the next when that fails before it has said or called anything. After
 * its first word a model keeps the turn, for the caller has heard it. A later request starts with the first model again.
 * @throws TypeError when `models` is empty.
 */
export function createFallbackLanguageModel(models: readonly LanguageModel[]): LanguageModel {
  if (models.length === 0) throw new TypeError('a fallback chain needs at least one model');
  return {
    name: models.map(({ name }) => name).join(','),
    respond: (request, signal) => respond(models, request, signal),
  };
}

async function* respond(
  models: readonly LanguageModel[],
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, undefined> {
  for (const [index, model] of models.entries()) {
    let hasOutput = false;
    let isFallingOver = false;
    for await (const part of model.respond(request, signal)) {
      if (part.type === 'failed' && !hasOutput && index < models.length - 1) {
        isFallingOver = true;
        break;
      }
      hasOutput ||= part.type === 'text-delta' || part.type === 'tool-call';
      yield part;
    }
    if (!isFallingOver || signal.aborted) return;
  }
}
