import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../language-model.ts';

/** A language model that is loaded when it is first asked or warmed up. A load that failed is tried again. */
export function createLazyLanguageModel(
  name: string,
  load: () => Promise<LanguageModel>,
): LanguageModel {
  let loading: Promise<LanguageModel> | undefined;
  const open = async (): Promise<LanguageModel> => {
    try {
      return await (loading ??= load());
    } catch (error) {
      loading = undefined;
      throw new VendorFailedError(`${name} could not be loaded`, {
        vendor: name,
        retryable: true,
        cause: error,
      });
    }
  };
  return {
    name,
    respond: (request, signal) => respond(open, request, signal),
    async warmUp(signal) {
      const model = await open();
      await model.warmUp?.(signal);
    },
  };
}

async function* respond(
  open: () => Promise<LanguageModel>,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, undefined> {
  let model: LanguageModel;
  try {
    model = await open();
  } catch (error) {
    if (!signal.aborted) yield { type: 'failed', error: error as VendorFailedError };
    return;
  }
  yield* model.respond(request, signal);
}
