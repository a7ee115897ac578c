import { turnStages } from '@standardiste/shared/contracts/turn-latency.ts';
import type { TurnLatency } from '@standardiste/shared/contracts/turn-latency.ts';
import type { Span } from '@standardiste/shared/telemetry/span.ts';
import type { Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import type { Traceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import type { CallEffect, FinishedTurn } from './call-effect.ts';
import type { CallStep } from './call-observer.ts';
import type { AgentTurn } from './call-state.ts';

interface OpenTurn {
  readonly turnId: number;
  readonly span: Span;
  readonly countsFromMs: number;
  latency: TurnLatency;
  hasFailed: boolean;
  /** A phrase of which no audio has come yet. */
  voice: Span | undefined;
  /** The answer sounds: what its later phrases take, nobody hears. */
  isAnswered: boolean;
}

interface OpenModel {
  readonly turnId: number;
  readonly span: Span;
}

/**
 * The agent's turns as spans: from the true end of the speech that it answers until it was heard or cut, with the stages of its
 * latency as events. Below it: `listen` (until the turn was decided), `model` (each request), `voice` (first phrase to first audio).
 */
export class TurnSpans {
  readonly #tracer: Tracer;
  readonly #root: Traceparent;
  #turn: OpenTurn | undefined;
  #model: OpenModel | undefined;

  constructor(tracer: Tracer, root: Traceparent) {
    this.#tracer = tracer;
    this.#root = root;
  }

  /** The place of the turn that has the floor; the call's where nobody has. */
  readonly contextOf = (): Traceparent => this.#turn?.span.context ?? this.#root;

  /** Begins the turn that took the floor in this step, once the one before is over. */
  begin({ event, effects, state }: CallStep): void {
    const { agentTurn } = state;
    if (this.#turn !== undefined && this.#turn.turnId !== agentTurn?.turnId) {
      const turn = finishedTurn(effects);
      this.#endTurn(event.atMs, turn, event.type === 'turn-cut');
    }
    if (agentTurn === undefined) return;
    if (this.#turn === undefined) this.#turn = this.#beginTurn(agentTurn);
    this.#turn.latency = agentTurn.latency;
    this.#turn.hasFailed = agentTurn.hasFailed;
  }

  step({ event, effects }: CallStep): void {
    this.#onEvent(event);
    for (const effect of effects) this.#onEffect(effect, event.atMs);
  }

  end(atMs: number): void {
    this.#endModel(atMs, 'abandoned');
    this.#endTurn(atMs, undefined, false);
  }

  #beginTurn(agentTurn: AgentTurn): OpenTurn {
    const { turnId, countsFromMs, startedAtMs } = agentTurn;
    const span = this.#tracer.start({
      name: 'agent turn',
      parent: this.#root,
      startMs: countsFromMs,
      attributes: { 'turn.id': turnId, 'turn.role': 'agent' },
    });
    if (startedAtMs > countsFromMs) {
      const parent = span.context;
      const listen = this.#tracer.start({ name: 'listen', parent, startMs: countsFromMs });
      listen.end({ atMs: startedAtMs });
    }
    const { latency, hasFailed } = agentTurn;
    const nothing = { voice: undefined, isAnswered: false };
    return { turnId, span, countsFromMs, latency, hasFailed, ...nothing };
  }

  #endTurn(atMs: number, finished: FinishedTurn | undefined, isCut: boolean): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#endModel(atMs, 'abandoned', turn.turnId);
    this.#turn = undefined;
    turn.voice?.end({ atMs });
    const latency = finished?.latency ?? turn.latency;
    for (const [stage, ms] of Object.entries(latency)) {
      if (!(stage in turnStages)) continue;
      turn.span.event(stage.replace(/Ms$/, ''), {}, turn.countsFromMs + ms);
      turn.span.set({ [`latency.${stage}`]: Math.round(ms) });
    }
    turn.span.set({
      ...(finished !== undefined && {
        'turn.n': finished.n,
        'turn.heard_characters': finished.heard.length,
      }),
      'turn.interrupted': finished?.isInterrupted ?? isCut,
    });
    turn.span.end({ atMs, error: turn.hasFailed ? 'turn-failed' : undefined });
  }

  #onEvent(event: CallStep['event']): void {
    const { atMs } = event;
    switch (event.type) {
      case 'agent-first-token':
        if (event.turnId === this.#model?.turnId) {
          this.#model.span.event('first-token', {}, event.cameAtMs ?? atMs);
        }
        return;
      case 'agent-response-end':
        return this.#endModel(atMs, 'answered', event.turnId);
      case 'agent-response-failed':
        return this.#endModel(atMs, 'failed', event.turnId, event.reason);
      case 'agent-phrase-start':
        if (this.#turn?.turnId !== event.turnId || this.#turn.isAnswered) return;
        this.#turn.voice ??= this.#tracer.start({
          name: 'voice',
          kind: 'client',
          parent: this.#turn.span.context,
          startMs: event.cameAtMs ?? atMs,
        });
        return;
      case 'agent-audio-ready':
        if (this.#turn?.turnId !== event.turnId) return;
        this.#turn.voice?.end({ atMs: event.cameAtMs ?? atMs });
        this.#turn.voice = undefined;
        this.#turn.isAnswered ||= event.isAnswer;
        return;
      case 'agent-phrase-failed':
        if (this.#turn?.turnId !== event.turnId) return;
        this.#turn.voice?.end({ atMs, error: 'phrase-failed' });
        this.#turn.voice = undefined;
        return this.#turn.span.event('phrase-failed', {}, atMs);
      default:
        return;
    }
  }

  #onEffect(effect: CallEffect, atMs: number): void {
    switch (effect.type) {
      case 'ask-model':
        return this.#beginModel(effect.turnId, atMs, false);
      case 'prepare-answer':
        return this.#beginModel(effect.turnId, atMs, true);
      case 'discard-answer':
        return this.#endModel(atMs, 'wasted', effect.turnId);
      case 'stop-model':
        return this.#endModel(atMs, 'stopped', effect.turnId);
      case 'cut-turn':
        return this.#endModel(atMs, 'cut', effect.turnId);
      default:
        return;
    }
  }

  #beginModel(turnId: number, atMs: number, isPrepared: boolean): void {
    this.#endModel(atMs, 'replaced');
    const span = this.#tracer.start({
      name: 'model',
      kind: 'client',
      parent: this.#root,
      startMs: atMs,
      attributes: { 'turn.id': turnId, 'model.prepared': isPrepared },
    });
    this.#model = { turnId, span };
  }

  #endModel(atMs: number, outcome: string, turnId?: number, error?: string): void {
    const model = this.#model;
    if (model === undefined || (turnId !== undefined && turnId !== model.turnId)) return;
    this.#model = undefined;
    model.span.set({ 'model.outcome': outcome });
    // What was prepared for a turn that never began stays the call's.
    const parent = model.turnId === this.#turn?.turnId ? this.#turn.span.context : undefined;
    model.span.end({ atMs, error, parent });
  }
}

function finishedTurn(effects: readonly CallEffect[]): FinishedTurn | undefined {
  for (const effect of effects) {
    if (effect.type === 'persist-turn' && effect.turn.role === 'agent') return effect.turn;
  }
  return undefined;
}
