import { systemPromptVersion } from '../prompt/system-prompt.ts';
import type { FinishReason, TextStreamPart, ToolSet } from 'ai';
import type { ModelPart, ModelToolCall } from '../../language-model.ts';

type FinishPart = Extract<ModelPart, { type: 'finish' }>;

/** Turns the AI SDK's parts of one answer into ours. Feed every part to `read`, then ask for the end with `finish`. */
export class AnswerReader {
  #hasOutput = false;
  #isInterrupted = true;
  #calls: ModelToolCall[] = [];
  #end: FinishPart | undefined;
  readonly #model: string;

  /** `model` is who answers, for the accounts. */
  constructor(model: string) {
    this.#model = model;
  }

  /** Whether the model has begun to answer, in words or with a tool call. */
  get hasOutput(): boolean {
    return this.#hasOutput;
  }

  /** @throws what the stream failed with; Error when a tool call's arguments are no JSON object. */
  *read(part: TextStreamPart<ToolSet>): Generator<ModelPart, void, undefined> {
    switch (part.type) {
      case 'text-delta':
        if (part.text === '') return;
        this.#hasOutput = true;
        yield { type: 'text-delta', text: part.text };
        return;
      case 'tool-input-start':
        this.#hasOutput = true;
        return;
      case 'tool-call':
        this.#calls.push(toolCall(part));
        return;
      case 'finish':
        // A malformed function call, for one: the vendor says so itself, inside a proper answer.
        if (part.finishReason === 'error') throw new Error('the vendor calls its answer broken');
        this.#isInterrupted = part.finishReason === 'interrupted';
        this.#end = {
          type: 'finish',
          reason: this.#reason(part.finishReason),
          usage: usageOf(part.totalUsage, this.#model),
        };
        // Only now: calls of an answer that was cut off must not be carried out.
        if (!this.#isInterrupted) for (const call of this.#calls) yield { type: 'tool-call', call };
        return;
      case 'error':
        throw part.error;
      default: // steps, reasoning, argument fragments: nothing for the conversation
    }
  }

  /** @throws Error when the stream ended without a finish reason: the vendor's connection was cut. */
  finish(): FinishPart {
    if (this.#end === undefined || this.#isInterrupted)
      throw new Error('the answer ended without a finish reason');
    return this.#end;
  }

  /** Local servers report `stop`, or nothing, with tool calls present (protocols/12 section 7). */
  #reason(reason: FinishReason): FinishPart['reason'] {
    if (reason === 'content-filter') return 'refused';
    if (this.#calls.length > 0) return 'tool-calls';
    return reason === 'length' ? 'length' : 'stop';
  }
}

function toolCall(part: Extract<TextStreamPart<ToolSet>, { type: 'tool-call' }>): ModelToolCall {
  const input: unknown = part.input;
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Error(`the arguments of ${part.toolName} are no JSON object`);
  return {
    toolCallId: part.toolCallId,
    name: part.toolName,
    arguments: input as Record<string, unknown>,
    ...(part.providerMetadata === undefined ? {} : { vendorData: part.providerMetadata }),
  };
}

function usageOf(
  usage: {
    readonly inputTokens: number | undefined;
    readonly outputTokens: number | undefined;
    readonly inputTokenDetails?: { readonly cacheReadTokens: number | undefined };
  },
  model: string,
): FinishPart['usage'] {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === undefined || outputTokens === undefined) return null;
  const cachedInputTokens = usage.inputTokenDetails?.cacheReadTokens ?? 0;
  const promptVersion = systemPromptVersion;
  return { inputTokens, outputTokens, cachedInputTokens, model, promptVersion };
}
