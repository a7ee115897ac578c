import {
  APICallError,
  generateText,
  NoObjectGeneratedError,
  NoOutputGeneratedError,
  Output,
  type LanguageModel,
} from 'ai';
import type { CallSummary } from '@standardiste/shared/contracts/events.ts';
import { fitSummary } from '@standardiste/shared/contracts/fit-summary.ts';
import {
  OperationTimedOutError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { CallSummariser } from '../summaries.ts';
import { summaryInstructions, writeSummaryRequest } from '../summary-prompt.ts';

/** Where the model is, and what lets us in. */
export interface AiSdkSummariserOptions {
  readonly provider: 'openai' | 'openai-compatible';
  readonly model: string;
  readonly apiKey: string;
  /** With its version at the end (`…/v1`). Undefined: OpenAI's own. */
  readonly baseUrl: string | undefined;
  /** For the whole answer. It must end, and the fallback be written, within a handler's 30 s. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What is asked for: without lengths, which some servers' JSON mode refuses; `fitSummary` sees to them. */
const answerSchema = z.object({
  summary: z.string(),
  nextStep: z.string().nullable(),
  sentiment: z.enum(['positive', 'neutral', 'negative']),
  leadScore: z.number(),
  openQuestions: z.array(z.string()),
});

/** Asks a text model for an object of that shape, once. */
export function createAiSdkSummariser(options: AiSdkSummariserOptions): CallSummariser {
  const { clock, timeoutMs, provider } = options;
  let opening: Promise<LanguageModel> | undefined;
  return {
    async summarise(call, signal) {
      try {
        const model = await (opening ??= openModel(options));
        const limit = { timeoutMs, what: 'The summary of a call', signal };
        const { output } = await withTimeout(clock, limit, (abortSignal) =>
          generateText({
            model,
            instructions: summaryInstructions,
            prompt: writeSummaryRequest(call),
            output: Output.object({ schema: answerSchema, name: 'call_summary' }),
            maxOutputTokens: 600,
            maxRetries: 0,
            abortSignal,
          }),
        );
        return toSummary(output, provider);
      } catch (error) {
        signal.throwIfAborted();
        throw toVendorFailure(error, provider);
      }
    },
  };
}

async function openModel(options: AiSdkSummariserOptions): Promise<LanguageModel> {
  const { provider, model, apiKey, baseUrl } = options;
  const common = { apiKey, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) };
  if (provider === 'openai') {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI(common).chat(model);
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  const settings = { name: provider, ...common, baseURL: baseUrl ?? '' };
  return createOpenAICompatible({ ...settings, supportsStructuredOutputs: true })(model);
}

function toSummary(answer: z.infer<typeof answerSchema>, vendor: string): CallSummary {
  const fitted = fitSummary(answer);
  if (fitted !== undefined) return fitted;
  throw new VendorFailedError(`${vendor}: the summary is empty`, { vendor, retryable: true });
}

/** Request bodies are left out of causes, for they hold the conversation. */
function toVendorFailure(error: unknown, vendor: string): VendorFailedError {
  if (error instanceof VendorFailedError) return error;
  const { message } = error instanceof Error ? error : { message: String(error) };
  const cause = new Error(message.slice(0, 300));
  const details = { vendor, retryable: isRetryable(error), cause };
  return new VendorFailedError(`${vendor}: ${message.slice(0, 300)}`, details);
}

function isRetryable(error: unknown): boolean {
  if (APICallError.isInstance(error)) return error.isRetryable;
  return (
    error instanceof OperationTimedOutError ||
    NoObjectGeneratedError.isInstance(error) ||
    NoOutputGeneratedError.isInstance(error)
  );
}
