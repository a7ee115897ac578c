import type { Span } from '@standardiste/shared/telemetry/span.ts';
import type { Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { formatTraceparent, type Traceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import type { CallStep } from './call-observer.ts';
import { toolResultType, toolFailureCode } from './tool-outcome.ts';

/** Tool requests as spans: from the request until its result came, it was taken back, or the call was over. */
export class ToolSpans {
  readonly #tracer: Tracer;
  readonly #root: Traceparent;
  readonly #open = new Map<string, Span>();

  constructor(tracer: Tracer, root: Traceparent) {
    this.#tracer = tracer;
    this.#root = root;
  }

  /** What the request's event carries. */
  traceparentOf(toolCallId: string): string {
    return formatTraceparent(this.#open.get(toolCallId)?.context ?? this.#root);
  }

  step({ event, effects }: CallStep, parentOf: () => Traceparent): void {
    for (const effect of effects) {
      if (effect.type === 'call-tool') {
        const { tool, toolCallId } = effect;
        const name = `tool ${tool}`;
        const attributes = { tool, 'tool.call_id': toolCallId };
        const start = { name, parent: parentOf(), startMs: event.atMs, attributes };
        this.#open.set(toolCallId, this.#tracer.start({ ...start, kind: 'producer' }));
      } else if (effect.type === 'withdraw-tool') {
        this.#open.get(effect.toolCallId)?.event('withdraw', {}, event.atMs);
      }
    }
    if (event.type === 'tool-done') {
      this.#end(event.toolCallId, event.atMs, toolResultType(event.result));
    } else if (event.type === 'tool-failed') {
      this.#end(event.toolCallId, event.atMs, 'failed', toolFailureCode(event.reason));
    } else if (event.type === 'tool-withdrawn') {
      if (event.isWithdrawn) this.#end(event.toolCallId, event.atMs, 'withdrawn', 'took-too-long');
      else this.#open.get(event.toolCallId)?.event('too-late-to-withdraw', {}, event.atMs);
    }
  }

  end(atMs: number): void {
    for (const toolCallId of [...this.#open.keys()]) this.#end(toolCallId, atMs, 'call-over');
  }

  #end(toolCallId: string, atMs: number, outcome: string, error?: string): void {
    const span = this.#open.get(toolCallId);
    this.#open.delete(toolCallId);
    span?.set({ 'tool.outcome': outcome });
    span?.end({ atMs, error });
  }
}
