import { VendorFailedError, CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import { createPhraseSplitter } from '@standardiste/shared/french/split-sentences.ts';
import { toSpeakable } from '@standardiste/shared/french/speakable.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { EngineEvent } from '../engine.ts';
import type { LanguageModel, ModelRequest } from '../language-model.ts';
import type { Synthesiser } from '../synthesiser.ts';
import { speakPhrase } from './speak-phrase.ts';

interface Turn {
  readonly turnId: number;
  readonly controller: AbortController;
  /** Phrases are synthesised one after the other: each link of the chain is one. */
  speaking: Promise<void>;
  phraseCount: number;
  /** Ends the model's running answer, if there is one. */
  response: AbortController | undefined;
}

interface AgentSpeechOptions {
  readonly languageModel: LanguageModel;
  readonly synthesiser: Synthesiser;
  readonly clock: Clock;
  readonly voice: string;
  readonly languageCode: string;
  readonly signal: AbortSignal;
  readonly emit: (event: EngineEvent) => void;
}

/** The agent's half of a cascade: model text becomes phrases, phrases become audio, in order, until the turn is cancelled. */
export class AgentSpeech {
  readonly #options: AgentSpeechOptions;
  #turn: Turn | undefined;

  constructor(options: AgentSpeechOptions) {
    this.#options = options;
  }

  say(turnId: number, text: string): void {
    const turn = this.#turnOf(turnId);
    const splitter = createPhraseSplitter();
    for (const phrase of [...splitter.push(text), ...splitter.end()]) this.#speak(turn, phrase);
  }

  respond(turnId: number, request: ModelRequest): void {
    const turn = this.#turnOf(turnId);
    this.#respond(turn, request).catch((error: unknown) => {
      this.#emit(turn, { type: 'agent-response-failed', turnId, error: asFault(error) });
    });
  }

  stopResponse(turnId: number): void {
    if (this.#turn?.turnId === turnId) {
      this.#turn.response?.abort(new TurnCancelledError('The answer is not wanted any more'));
    }
  }

  cancel(turnId: number): void {
    if (this.#turn?.turnId === turnId) this.cancelAll();
  }

  cancelAll(): void {
    this.#turn?.controller.abort(new TurnCancelledError('The turn was cancelled'));
    this.#turn = undefined;
  }

  /** A turn replaces the one before: only one has the floor. */
  #turnOf(turnId: number): Turn {
    if (this.#turn?.turnId !== turnId) {
      this.cancelAll();
      this.#turn = {
        turnId,
        controller: new AbortController(),
        speaking: Promise.resolve(),
        phraseCount: 0,
        response: undefined,
      };
    }
    return this.#turn;
  }

  #emit(turn: Turn, event: EngineEvent): void {
    if (!turn.controller.signal.aborted) this.#options.emit(event);
  }

  async #respond(turn: Turn, request: ModelRequest): Promise<void> {
    const { turnId } = turn;
    const response = new AbortController();
    turn.response = response;
    const signal = AbortSignal.any([response.signal, turn.controller.signal, this.#options.signal]);
    const splitter = createPhraseSplitter();
    let hasToken = false;
    for await (const part of this.#options.languageModel.respond(request, signal)) {
      if (signal.aborted) return;
      if (!hasToken) this.#emit(turn, { type: 'agent-first-token', turnId });
      hasToken = true;
      switch (part.type) {
        case 'text-delta':
          for (const phrase of splitter.push(part.text)) this.#speak(turn, phrase);
          break;
        case 'tool-call':
          for (const phrase of splitter.end()) this.#speak(turn, phrase);
          this.#emit(turn, { type: 'agent-tool-call', turnId, call: part.call });
          break;
        case 'finish':
          for (const phrase of splitter.end()) this.#speak(turn, phrase);
          this.#emit(turn, { type: 'agent-response-end', turnId, usage: part.usage });
          break;
        case 'failed':
          this.#emit(turn, { type: 'agent-response-failed', turnId, error: part.error });
          break;
      }
    }
  }

  #speak(turn: Turn, phrase: string): void {
    const speakable = toSpeakable(phrase);
    if (speakable === '') return;
    const text = phrase.trim();
    turn.phraseCount += 1;
    const phraseId = `${turn.turnId}.${turn.phraseCount}`;
    this.#emit(turn, { type: 'agent-phrase-start', turnId: turn.turnId, phraseId, text });
    turn.speaking = turn.speaking.then(() => this.#synthesise(turn, phraseId, speakable));
  }

  async #synthesise(turn: Turn, phraseId: string, text: string): Promise<void> {
    const { turnId } = turn;
    const { voice, languageCode } = this.#options;
    const signal = AbortSignal.any([turn.controller.signal, this.#options.signal]);
    if (signal.aborted) return;
    try {
      for await (const mulaw8k of speakPhrase(this.#options, {
        text,
        voice,
        languageCode,
        signal,
      })) {
        if (signal.aborted) return;
        this.#emit(turn, { type: 'agent-audio-delta', turnId, phraseId, mulaw8k });
      }
      this.#emit(turn, { type: 'agent-phrase-end', turnId, phraseId });
    } catch (error) {
      if (signal.aborted) return;
      this.#emit(turn, { type: 'agent-phrase-failed', turnId, phraseId, error: asFault(error) });
    }
  }
}

/** What a port threw although its contract says that it does not is a fault of this answer, never of the process. */
function asFault(error: unknown): CallbotError {
  if (error instanceof CallbotError) return error;
  return new VendorFailedError('The engine broke', {
    vendor: 'engine',
    retryable: false,
    cause: error,
  });
}

/** The reason with which a cancelled turn's work is aborted. */
class TurnCancelledError extends CallbotError {
  override readonly code = 'turn-cancelled';
  override readonly retryable = false;
}
