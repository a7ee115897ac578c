import type { Span } from '@standardiste/shared/telemetry/span.ts';
import type { Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { formatTraceparent, type Traceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import type { FinishedTurn } from './call-effect.ts';
import type { CallEvent } from './call-event.ts';
import type { CallObserver, CallStep } from './call-observer.ts';
import { ToolSpans } from './tool-spans.ts';
import { TurnSpans } from './turn-spans.ts';

/**
 * One media stream of a call as spans, read off the steps of the conversation: the stream, every turn of both sides, and below a
 * turn the listening, the model, the voice and the tools. Words, numbers and names stay out: there are only lengths, codes and counts.
 */
export function traceCall(
  tracer: Tracer,
  options: { readonly root: Traceparent | undefined; readonly generation: number; atMs: number },
): CallObserver {
  const { root, generation, atMs } = options;
  if (root === undefined || !tracer.isOn || !root.isSampled) return unobserved(root);
  const stream = tracer.start({
    name: 'media stream',
    kind: 'server',
    parent: root,
    startMs: atMs,
    attributes: { generation },
  });
  const turns = new TurnSpans(tracer, root);
  const tools = new ToolSpans(tracer, root);
  return {
    step(step) {
      noteOnStream(stream, step);
      for (const effect of step.effects) {
        if (effect.type === 'persist-turn' && effect.turn.role === 'caller') {
          recordCallerTurn(tracer, root, effect.turn);
        }
      }
      // Tools first: their turn may end in this very step.
      turns.begin(step);
      tools.step(step, turns.contextOf);
      turns.step(step);
    },
    toolTraceparent: (toolCallId) => tools.traceparentOf(toolCallId),
    end(endMs, how) {
      tools.end(endMs);
      turns.end(endMs);
      stream.set({ 'stream.end': how });
      stream.end({ atMs: endMs, error: how === 'stream-lost' ? how : undefined });
    },
  };
}

/** A call that is not traced still tells those after it that it is not. */
function unobserved(root: Traceparent | undefined): CallObserver {
  const traceparent = root === undefined ? undefined : formatTraceparent(root);
  const nothing = (): void => undefined;
  return { step: nothing, toolTraceparent: () => traceparent, end: nothing };
}

function recordCallerTurn(tracer: Tracer, root: Traceparent, turn: FinishedTurn): void {
  const attributes = { 'turn.n': turn.n, 'turn.role': 'caller' };
  const startMs = turn.startedAtMs;
  const span = tracer.start({ name: 'caller turn', parent: root, startMs, attributes });
  span.end({ atMs: turn.endedAtMs });
}

/** What belongs to no turn. */
function noteOnStream(stream: Span, { event, effects }: CallStep): void {
  if (noted.has(event.type)) stream.event(event.type, {}, event.atMs);
  for (const { type } of effects) {
    if (type === 'hold-playback' || type === 'resume-playback') stream.event(type, {}, event.atMs);
  }
}

const noted: ReadonlySet<CallEvent['type']> = new Set([
  'call-started',
  'call-resumed',
  'caller-identified',
  'recognition-failed',
  'carrier-stopped',
]);
