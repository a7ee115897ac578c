import type { RemoteToolName } from '@standardiste/shared/contracts/tools.ts';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { advanceCall } from './advance-call.ts';
import type { CallEffect } from './call-effect.ts';
import type { CallEvent } from './call-event.ts';
import { initialCallState, type CallState } from './call-state.ts';
import { defaultTimings } from './timings.ts';

type Event = { readonly type: CallEvent['type'] } & Readonly<Record<string, unknown>>;

/** A conversation on its own: events in, effects out, nothing around it; on Friday 20 November 2026, 10:00 in Paris. */
export class Talk {
  state: CallState;
  effects: CallEffect[] = [];
  #toolNumber = 0;
  #atMs = Date.UTC(2026, 10, 20, 9, 0, 0);

  constructor(state?: CallState, callerPhone: string | null = '+33639980001') {
    this.state =
      state ??
      initialCallState({
        callId: 'CA1',
        profile: schoolProfile,
        callerPhone,
        caller:
          callerPhone === null ? { kind: 'anonymous' } : { kind: 'unknown', phone: callerPhone },
        timings: defaultTimings,
        atMs: this.#atMs,
      });
  }

  send(...events: Event[]): this {
    for (const event of events) {
      this.#atMs += 10;
      const step = advanceCall(this.state, { ...event, atMs: this.#atMs } as CallEvent);
      this.state = step.state;
      this.effects.push(...step.effects);
    }
    return this;
  }

  /** Nothing happens for so long. */
  wait(durationMs: number): this {
    this.#atMs += durationMs;
    return this;
  }

  get atMs(): number {
    return this.#atMs;
  }

  get turnId(): number {
    return this.state.agentTurn?.turnId ?? 0;
  }

  /** The turn's phrases are spoken and heard. */
  hear(): this {
    const { turnId } = this;
    const said = this.takeSaid();
    for (const text of said) this.send({ type: 'agent-phrase-start', turnId, text });
    this.send({ type: 'agent-audio-ready', turnId });
    return this.send({ type: 'turn-played', turnId, heard: said.join(' ') });
  }

  /** What was given to be said since it was last asked. */
  takeSaid(): string[] {
    const said = this.effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : []));
    this.effects = [];
    return said;
  }

  /** The model answers with one tool call. Without a result the tool is waited for. */
  callTool(name: string, given: Record<string, unknown> = {}, result?: unknown): this {
    this.#toolNumber += 1;
    const { turnId } = this;
    const toolCallId = `tool-${this.#toolNumber}`;
    const call = { toolCallId, name, arguments: given };
    this.send({ type: 'agent-tool-call', turnId, call }, { type: 'agent-response-end', turnId });
    return result === undefined ? this : this.send({ type: 'tool-done', toolCallId, result });
  }

  /** Requests to functions since `effects` was last emptied. */
  requests(tool: RemoteToolName): readonly Extract<CallEffect, { type: 'call-tool' }>[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'call-tool' && effect.tool === tool ? [effect] : [],
    );
  }

  say(text: string): this {
    return this.send({ type: 'caller-final', text }, { type: 'timer', name: 'end-of-turn' });
  }
}
