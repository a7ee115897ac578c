import type { AnsweredBy } from '@standardiste/shared/contracts/documents.ts';
import type { ModelUsage } from '../engine/language-model.ts';
import {
  callerIdentitySchema,
  type CallerIdentity,
} from '@standardiste/shared/contracts/caller.ts';
import type { CallOutcome } from '@standardiste/shared/contracts/events.ts';
import type { Profile, ProfileLink } from '@standardiste/shared/contracts/profile.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { createCallerEar } from '../audio/caller-ear.ts';
import type { VoiceDetector } from '../audio/voice-detector.ts';
import type { CarrierEvent, CarrierLink } from '../carrier/carrier.ts';
import type { EngineEvent, VoiceEngine, VoiceEngineSession } from '../engine/engine.ts';
import { leavesEffect, type RemoteTools, type ToolOutcome } from '../tools/remote-tools.ts';
import { advanceCall } from './advance-call.ts';
import { AgentVoice } from './agent-voice.ts';
import { identifyToolCallId } from './call-facts.ts';
import type { CallEffect, FinishedTurn } from './call-effect.ts';
import type { CallEvent, TimerName } from './call-event.ts';
import type { CallObserver, CallStep } from './call-observer.ts';
import { initialCallState, type CallState } from './call-state.ts';
import { isFiller } from './phrases.ts';
import { timingsOf, type Timings } from './timings.ts';

/** What a call needs from outside. None of it is closed by the session, except the voice detector. */
export interface CallSessionOptions {
  readonly callId: string;
  readonly profile: Profile;
  readonly callerPhone: string | null;
  /** Who is calling, where the CRM was faster than the socket. */
  readonly caller?: CallerIdentity | null;
  /** The state to go on from, after a resume. */
  readonly resumeFrom?: CallState;
  readonly link: CarrierLink;
  readonly engine: VoiceEngine;
  readonly voiceDetector: VoiceDetector;
  readonly tools: RemoteTools;
  readonly record: CallRecord;
  readonly observer?: CallObserver;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timings?: Partial<Timings>;
}

/** Where the session puts what must outlive it. Nothing here is waited for, except `secure`. */
export interface CallRecord {
  turn(turn: FinishedTurn): void;
  checkpoint(state: CallState): void;
  /**
   * Stores the state before something is asked for that outlives the call, so that whoever goes on with the call knows of it.
   * @throws when it is not stored within a moment, or another relay holds the call by now.
   */
  secure(state: CallState): Promise<void>;
  lead(state: CallState): void;
  link(link: ProfileLink, state: CallState): void;
}

/** How the session ended: the call is over, or its stream was lost and may come back. */
export type SessionEnd =
  | {
      readonly type: 'ended';
      readonly reason: 'caller-hung-up' | 'agent-hung-up';
      readonly outcome: CallOutcome;
    }
  | { readonly type: 'stream-lost' }
  /** A person is to be rung. */
  | { readonly type: 'transferring' }
  | { readonly type: 'handed-over' };

type UndatedEvent = CallEvent extends infer Event
  ? Event extends CallEvent
    ? Omit<Event, 'atMs'>
    : never
  : never;

/**
 * One call on one media stream: carries events to the conversation and performs what it decides. It holds no decision of its own.
 */
export class CallSession {
  readonly #options: CallSessionOptions;
  readonly #engine: VoiceEngineSession;
  readonly #voice: AgentVoice;
  readonly #ear = createCallerEar();
  readonly #abort = new AbortController();
  readonly #timers = new Map<TimerName, Disposable>();
  readonly #queue: CallEvent[] = [];
  readonly #end = Promise.withResolvers<SessionEnd>();
  readonly #outcomes: Disposable;
  #state: CallState;
  /** What the engine says in a turn that has not begun, and when it came. */
  #prepared:
    | {
        readonly turnId: number;
        readonly events: { readonly event: EngineEvent; readonly cameAtMs: number }[];
      }
    | undefined;
  #isDispatching = false;
  #isOver = false;

  constructor(options: CallSessionOptions) {
    this.#options = options;
    const { profile, clock, link } = options;
    const timings = timingsOf(profile, options.timings);
    this.#state =
      options.resumeFrom ?? initialCallState({ ...options, timings, atMs: clock.now() });
    this.#engine = options.engine.open({
      callId: options.callId,
      languageCode: profile.languageCode,
      voice: profile.voice,
      phraseHints: phraseHints(profile),
      signal: this.#abort.signal,
    });
    this.#voice = new AgentVoice({
      link,
      clock,
      playbackGraceMs: timings.playbackGraceMs,
      listener: {
        audioReady: (turnId, audio) =>
          this.#dispatch({ type: 'agent-audio-ready', turnId, ...audio }),
        played: (turnId, { text, heardFrom }) =>
          this.#dispatch({ type: 'turn-played', turnId, heard: text, heardFrom }),
      },
    });
    this.#outcomes = options.tools.listen(options.callId, (outcome) =>
      this.#onToolOutcome(outcome),
    );
  }

  get state(): CallState {
    return this.#state;
  }

  /**
   * Holds the conversation; resolves when it is over here. The link is still open: whoever opened it closes it, once the end is
   * stored. Never rejects.
   */
  async run(): Promise<SessionEnd> {
    const isResumed = this.#options.resumeFrom !== undefined;
    this.#dispatch({ type: isResumed ? 'call-resumed' : 'call-started' });
    void this.#pump(this.#options.link.events, (event) => this.#onCarrierEvent(event));
    void this.#pump(this.#engine.events, (event) => this.#onEngineEvent(event));
    const end = await this.#end.promise;
    this.#isOver = true;
    this.#outcomes[Symbol.dispose]();
    for (const timer of this.#timers.values()) timer[Symbol.dispose]();
    this.#timers.clear();
    this.#voice[Symbol.dispose]();
    this.#options.voiceDetector[Symbol.dispose]();
    this.#abort.abort(new SessionOverError());
    await this.#engine[Symbol.asyncDispose]();
    return end;
  }

  /** Stores where the call stands and gives the stream back to the carrier, which connects the call to another instance. */
  handOver(): void {
    this.#options.record.checkpoint(this.#state);
    this.#end.resolve({ type: 'handed-over' });
  }

  async #pump<Event>(events: AsyncIterable<Event>, handle: (event: Event) => void): Promise<void> {
    try {
      for await (const event of events) {
        if (this.#isOver) return;
        handle(event);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #onCarrierEvent(event: CarrierEvent): void {
    switch (event.type) {
      case 'caller-audio':
        return this.#onCallerAudio(event.mulaw8k, event.mediaMs);
      case 'mark':
        return this.#voice.markReached(event.name);
      case 'dtmf':
        return this.#dispatch({ type: 'dtmf', digit: event.digit });
      case 'stop':
        return this.#onStop(event.cause);
    }
  }

  #onCallerAudio(lineAudio: Uint8Array, mediaMs: number): void {
    const { mulaw8k, startMs } = this.#ear.push(lineAudio, mediaMs, this.#voice.echoDb);
    if (mulaw8k.length === 0) return;
    this.#engine.sendCallerAudio(mulaw8k);
    const atMs = this.#options.clock.now();
    for (const transition of this.#options.voiceDetector.push(mulaw8k, startMs)) {
      // Media time runs with the wall clock but from another origin; what matters is how long ago it was.
      const trueMs = atMs - Math.max(0, mediaMs + lineAudio.length / 8 - transition.mediaMs);
      if (transition.type === 'voiced-start') {
        this.#dispatch({ type: 'caller-voice-start', startedAtMs: trueMs });
      } else {
        this.#dispatch({ type: 'caller-voice-end', endedAtMs: trueMs });
      }
    }
  }

  #onStop(cause: (CarrierEvent & { type: 'stop' })['cause']): void {
    if (cause !== 'carrier-stopped') return this.#end.resolve({ type: 'stream-lost' });
    this.#dispatch({ type: 'carrier-stopped' });
    const outcome = this.#state.outcome ?? 'abandoned';
    this.#end.resolve({ type: 'ended', reason: 'caller-hung-up', outcome });
  }

  #onEngineEvent(event: EngineEvent, cameAtMs = this.#options.clock.now()): void {
    if ('turnId' in event && event.turnId === this.#prepared?.turnId) {
      this.#prepared.events.push({ event, cameAtMs });
      if (event.type !== 'agent-tool-call') return;
      return this.#dispatch({ ...event, type: 'prepared-tool-call' });
    }
    // What a cut turn left in the queue has no place any more.
    if ('turnId' in event && event.turnId !== this.#state.agentTurn?.turnId) return;
    switch (event.type) {
      case 'agent-phrase-start':
        this.#voice.startPhrase(event.turnId, event.phraseId, {
          text: event.text,
          isFiller: isFiller(event.text),
        });
        return this.#dispatch({
          type: 'agent-phrase-start',
          turnId: event.turnId,
          text: event.text,
          cameAtMs,
        });
      case 'agent-audio-delta':
        return this.#voice.addAudio(event.turnId, event.phraseId, event.mulaw8k, cameAtMs);
      case 'agent-phrase-end':
        return this.#voice.endPhrase(event.turnId, event.phraseId);
      case 'agent-phrase-failed':
        this.#options.logger.warning('A phrase could not be spoken', { error: event.error });
        this.#voice.endPhrase(event.turnId, event.phraseId);
        return this.#dispatch({ type: 'agent-phrase-failed', turnId: event.turnId });
      case 'agent-turn-end':
        return this.#voice.closeTurn(event.turnId);
      case 'agent-response-end':
        return this.#dispatch({
          type: 'agent-response-end',
          turnId: event.turnId,
          ...answeredBy(event.usage),
        });
      case 'agent-response-failed':
        this.#options.logger.warning('The language model failed', { error: event.error });
        return this.#dispatch({
          type: 'agent-response-failed',
          turnId: event.turnId,
          reason: event.error.code,
        });
      case 'recognition-failed':
        this.#options.logger.error('Speech recognition failed', { error: event.error });
        return this.#dispatch({ type: 'recognition-failed' });
      case 'agent-first-token':
        return this.#dispatch({ ...event, cameAtMs });
      case 'caller-interim':
      case 'caller-final':
      case 'agent-tool-call':
        return this.#dispatch(event);
    }
  }

  #onToolOutcome(outcome: ToolOutcome): void {
    const { toolCallId } = outcome;
    if (toolCallId === identifyToolCallId) {
      const parsed = callerIdentitySchema.safeParse(outcome.result);
      if (parsed.success) this.#dispatch({ type: 'caller-identified', caller: parsed.data });
    } else if (outcome.status === 'done') {
      this.#dispatch({ type: 'tool-done', toolCallId, result: outcome.result });
    } else {
      this.#dispatch({ type: 'tool-failed', toolCallId, reason: outcome.reason ?? 'unknown' });
    }
  }

  /** Events are taken one at a time: one that an effect causes waits until the effects before it are done. */
  #dispatch(event: UndatedEvent): void {
    if (this.#isOver) return;
    this.#queue.push({ ...event, atMs: this.#options.clock.now() });
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const step = advanceCall(this.#state, next);
        this.#state = step.state;
        this.#observe({ event: next, ...step });
        for (const effect of step.effects) this.#perform(effect);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isDispatching = false;
    }
  }

  /** Whoever only looks may not harm the call. */
  #observe(step: CallStep): void {
    try {
      this.#options.observer?.step(step);
    } catch (error) {
      this.#options.logger.error('A step of the call could not be observed', { error });
    }
  }

  #perform(effect: CallEffect): void {
    switch (effect.type) {
      case 'say':
        return this.#engine.say(effect.turnId, effect.text);
      case 'ask-model':
        return this.#engine.respond(effect.turnId, effect.request);
      case 'prepare-answer':
        this.#prepared = { turnId: effect.turnId, events: [] };
        return this.#engine.respond(effect.turnId, effect.request);
      case 'take-answer':
        return this.#takeAnswer();
      case 'discard-answer':
        this.#prepared = undefined;
        return this.#engine.cancel(effect.turnId);
      case 'stop-model':
        return this.#engine.stopResponse(effect.turnId);
      case 'close-turn':
        return this.#engine.endTurn(effect.turnId);
      case 'cut-turn':
        return this.#cutTurn(effect.turnId);
      case 'hold-playback':
        return this.#voice.hold();
      case 'resume-playback':
        return this.#voice.resume();
      case 'call-tool':
        return void this.#callTool(effect);
      case 'withdraw-tool':
        return void this.#withdrawTool(effect.toolCallId);
      case 'publish-lead':
        return this.#options.record.lead(this.#state);
      case 'publish-link':
        return this.#options.record.link(effect.link, this.#state);
      case 'set-timer':
        return this.#setTimer(effect.name, effect.delayMs);
      case 'cancel-timer':
        this.#timers.get(effect.name)?.[Symbol.dispose]();
        return void this.#timers.delete(effect.name);
      case 'persist-turn':
        return this.#options.record.turn(effect.turn);
      case 'checkpoint':
        return this.#options.record.checkpoint(this.#state);
      case 'transfer':
        return this.#end.resolve({ type: 'transferring' });
      case 'hang-up':
        return this.#end.resolve({
          type: 'ended',
          reason: 'agent-hung-up',
          outcome: effect.outcome,
        });
    }
  }

  #takeAnswer(): void {
    const events = this.#prepared?.events ?? [];
    this.#prepared = undefined;
    for (const { event, cameAtMs } of events) this.#onEngineEvent(event, cameAtMs);
  }

  #cutTurn(turnId: number): void {
    this.#engine.cancel(turnId);
    const { text, heardFrom } = this.#voice.cut(turnId);
    this.#dispatch({ type: 'turn-cut', turnId, heard: text, heardFrom });
  }

  #setTimer(name: TimerName, delayMs: number): void {
    this.#timers.get(name)?.[Symbol.dispose]();
    const timer = this.#options.clock.schedule(delayMs, () => {
      this.#timers.delete(name);
      this.#dispatch({ type: 'timer', name });
    });
    this.#timers.set(name, timer);
  }

  async #callTool(effect: Extract<CallEffect, { type: 'call-tool' }>): Promise<void> {
    const { callId, profile, tools, logger, record } = this.#options;
    const { profileId } = profile;
    const traceparent = this.#options.observer?.toolTraceparent(effect.toolCallId);
    try {
      if (leavesEffect(effect.tool)) await record.secure(this.#state);
      await tools.request({ ...effect, callId, profileId, traceparent });
    } catch (error) {
      logger.warning('A tool could not be requested', { error, tool: effect.tool });
      // The function may have got it all the same: take it back like any other that does not answer.
      this.#dispatch({ type: 'timer', name: `tool:${effect.toolCallId}` });
    }
  }

  async #withdrawTool(toolCallId: string): Promise<void> {
    const { callId, tools, logger } = this.#options;
    let isWithdrawn = false;
    try {
      isWithdrawn = await tools.withdraw(callId, toolCallId);
    } catch (error) {
      logger.warning('A tool request could not be withdrawn', { error });
    }
    this.#dispatch({ type: 'tool-withdrawn', toolCallId, isWithdrawn });
  }

  /** A bug ends this call and no other: its stream goes back to the carrier, whose flow goes on without us. */
  #fail(error: unknown): void {
    this.#options.logger.error('The call session broke', { error });
    this.#end.resolve({ type: 'stream-lost' });
  }
}

/** Who answered, where the model says so: `rules` does not. */
function answeredBy(usage: ModelUsage | null): { answeredBy?: AnsweredBy } {
  const { model, promptVersion } = usage ?? {};
  return model === undefined || promptVersion === undefined
    ? {}
    : { answeredBy: { model, promptVersion } };
}

class SessionOverError extends Error {}

/** Names that are likely to be said. */
function phraseHints(profile: Profile): readonly string[] {
  return [
    profile.companyName,
    ...profile.advisors.flatMap(({ firstName, lastName }) => [firstName, lastName]),
  ];
}
