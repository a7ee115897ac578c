import { createPhraseSplitter } from '@standardiste/shared/french/split-sentences.ts';
import { conversationTools } from '../../../tools/conversation-tools.ts';
import type {
  LanguageModel,
  ModelPart,
  ModelRequest,
  ModelToolCall,
} from '../../language-model.ts';
import { confidentialTexts } from '../prompt/system-prompt.ts';
import { dataOnly } from './data-only.ts';
import { createPhraseJudge, type WithheldReason } from './judge-phrase.ts';
import { insteadOf } from './instead.ts';
import { repairArguments } from './repair-arguments.ts';
import { createSpeechLimit } from './speech-limit.ts';

/** Told of everything that was kept from the caller or from the conversation, for logs and counters. Never what it was. */
export type GuardListener = (event: {
  readonly model: string;
  readonly type: 'phrase-withheld' | 'answer-cut' | 'call-dropped' | 'arguments-repaired';
  readonly reason: string;
}) => void;

/** More calls in one answer are a model that has lost its way. */
const maxCalls = 3;

/**
 * A language model whose answers are fit to be spoken and acted on: what is not true is not said, what is long or goes round in
 * circles is cut at a sentence, tool calls are allowed and whole. Documents and names reach the model as data. Text comes as
 * whole phrases, a line each, after an empty one where the first phrase is still to come.
 */
export function createGuardedLanguageModel(
  model: LanguageModel,
  options: { readonly onGuarded?: GuardListener | undefined } = {},
): LanguageModel {
  const { warmUp } = model;
  return {
    name: model.name,
    respond: (request, signal) => guarded(model, request, signal, options.onGuarded),
    ...(warmUp === undefined ? {} : { warmUp: (signal) => warmUp.call(model, signal) }),
  };
}

async function* guarded(
  model: LanguageModel,
  asked: ModelRequest,
  signal: AbortSignal,
  onGuarded: GuardListener | undefined,
): AsyncGenerator<ModelPart, void, undefined> {
  const request = dataOnly(asked);
  const tell = (type: Parameters<GuardListener>[0]['type'], reason: string): void =>
    onGuarded?.({ model: model.name, type, reason });
  const speech = new GuardedSpeech(request, tell);
  const calls = new GuardedCalls(request, tell);
  let hasText = false;
  for await (const part of model.respond(request, signal)) {
    switch (part.type) {
      case 'text-delta':
        yield* asText(speech.push(part.text), hasText);
        hasText = true;
        break;
      case 'tool-call': {
        yield* asText(speech.flush());
        const call = calls.check(part.call);
        if (call !== undefined) yield { type: 'tool-call', call };
        break;
      }
      case 'finish':
        yield* asText(speech.flush());
        if (calls.passed === 0) yield* asText(speech.instead(calls.dropped > 0));
        yield part;
        break;
      case 'failed':
        // A sentence that broke off is better not begun.
        yield part;
    }
  }
}

function* asText(
  phrases: readonly string[],
  hasText = true,
): Generator<ModelPart, void, undefined> {
  // Whoever measures hears of the first token when it comes, not with the first phrase.
  if (phrases.length === 0 && !hasText) yield { type: 'text-delta', text: '' };
  // The line break tells the voice that the phrase is whole.
  for (const phrase of phrases) yield { type: 'text-delta', text: `${phrase}\n` };
}

type Tell = (type: Parameters<GuardListener>[0]['type'], reason: string) => void;

/** One answer's words. Once a phrase is withheld the rest of the answer is, too: it would go on from there. */
class GuardedSpeech {
  readonly #splitter = createPhraseSplitter();
  readonly #limit = createSpeechLimit();
  readonly #judge: ReturnType<typeof createPhraseJudge>;
  readonly #tell: Tell;
  readonly #facts: ModelRequest['facts'];
  #withheld: WithheldReason | undefined;
  #isCut = false;

  constructor(request: ModelRequest, tell: Tell) {
    this.#judge = createPhraseJudge(request, confidentialTexts());
    this.#facts = request.facts;
    this.#tell = tell;
  }

  push(text: string): string[] {
    return this.#splitter.push(text).filter((phrase) => this.#passes(phrase));
  }

  flush(): string[] {
    return this.#splitter.end().filter((phrase) => this.#passes(phrase));
  }

  /** What is said in the place of what was withheld, when no tool goes on from here. */
  instead(hasDroppedCalls: boolean): string[] {
    if (this.#withheld !== undefined) return [insteadOf(this.#withheld, this.#facts)];
    return hasDroppedCalls && !this.#limit.hasSpoken ? [insteadOf('call', this.#facts)] : [];
  }

  #passes(phrase: string): boolean {
    if (this.#withheld !== undefined || this.#isCut) return false;
    this.#withheld = this.#judge.judge(phrase);
    if (this.#withheld !== undefined) {
      this.#tell('phrase-withheld', this.#withheld);
      return false;
    }
    const limit = this.#limit.take(phrase);
    if (limit === undefined) return true;
    this.#isCut = true;
    this.#tell('answer-cut', limit);
    return false;
  }
}

/** One answer's tool calls. */
class GuardedCalls {
  readonly #request: ModelRequest;
  readonly #tell: Tell;
  readonly #seen = new Set<string>();
  passed = 0;
  dropped = 0;

  constructor(request: ModelRequest, tell: Tell) {
    this.#request = request;
    this.#tell = tell;
  }

  check(call: ModelToolCall): ModelToolCall | undefined {
    const problem = this.#problem(call);
    if (problem !== undefined) {
      this.dropped += 1;
      this.#tell('call-dropped', problem);
      return undefined;
    }
    this.passed += 1;
    const tool = this.#request.tools.find(({ name }) => name === call.name);
    const repaired = tool === undefined ? call : repairArguments(call, tool);
    if (repaired !== undefined && repaired !== call) this.#tell('arguments-repaired', call.name);
    return repaired ?? call;
  }

  #problem(call: ModelToolCall): string | undefined {
    const key = `${call.name} ${JSON.stringify(call.arguments)}`;
    if (this.#seen.has(key)) return 'repeated';
    this.#seen.add(key);
    if (this.passed >= maxCalls) return 'too-many';
    const tool = this.#request.tools.find(({ name }) => name === call.name);
    // A name that does not exist goes on to the conversation, which tells the model so.
    if (tool === undefined) return call.name in conversationTools ? 'not-allowed' : undefined;
    const fits = repairArguments(call, tool) !== undefined;
    return fits || !this.#wasRefusedBefore(call.name) ? undefined : 'wrong-again';
  }

  /** The conversation has already told the model, since the caller last spoke, that arguments for this tool were wrong. */
  #wasRefusedBefore(name: string): boolean {
    const { messages } = this.#request;
    const lastCaller = messages.findLastIndex(({ role }) => role === 'caller');
    return messages
      .slice(lastCaller + 1)
      .some(
        (message) =>
          message.role === 'tool' &&
          message.name === name &&
          (message.result as { type?: unknown } | null)?.type === 'refused',
      );
  }
}
