import type { CallEffect } from './call-effect.ts';
import type { CallEvent } from './call-event.ts';
import type { CallState } from './call-state.ts';

/** What happened, what was decided, and how the call stands after it. */
export interface CallStep {
  readonly event: CallEvent;
  readonly effects: readonly CallEffect[];
  readonly state: CallState;
}

/** Looks at every step of a call on one stream, before its effects are performed, and decides nothing. */
export interface CallObserver {
  step(step: CallStep): void;
  /** For the event that asks for the tool: where it stands in the call's trace. */
  toolTraceparent(toolCallId: string): string | undefined;
  /** The stream is over: what is still open ends now. */
  end(atMs: number, how: 'ended' | 'stream-lost' | 'transferring' | 'handed-over'): void;
}

/** Several observers as one; the first that knows a tool's place tells it. */
export function observers(...all: readonly CallObserver[]): CallObserver {
  return {
    step: (step) => all.forEach((each) => each.step(step)),
    toolTraceparent(toolCallId) {
      for (const each of all) {
        const traceparent = each.toolTraceparent(toolCallId);
        if (traceparent !== undefined) return traceparent;
      }
      return undefined;
    },
    end: (atMs, how) => all.forEach((each) => each.end(atMs, how)),
  };
}
