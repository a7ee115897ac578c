import type { ReceivedSpan } from '../vendors/otlp/otlp-request.ts';

export interface TraceNode {
  readonly span: ReceivedSpan;
  /** In the order in which they began. */
  readonly children: readonly TraceNode[];
}

/** One trace as a tree. */
export interface TraceTree {
  readonly root: TraceNode;
  /** Spans whose parent never came: their processes were killed, or something is wrong. */
  readonly orphans: readonly TraceNode[];
}

/** The trace of one call among the spans of a collector; undefined when the call's own span is not there (yet). */
export function callTrace(spans: readonly ReceivedSpan[], callId: string): TraceTree | undefined {
  const call = spans.find(
    ({ name, attributes }) => name === 'call' && attributes['call.id'] === callId,
  );
  if (call === undefined) return undefined;
  const trace = spans.filter(({ traceId }) => traceId === call.traceId);
  const ids = new Set(trace.map(({ spanId }) => spanId));
  const isOrphan = (span: ReceivedSpan): boolean =>
    span !== call && (span.parentSpanId === null || !ids.has(span.parentSpanId));
  const node = (span: ReceivedSpan): TraceNode => ({
    span,
    children: inOrder(trace.filter(({ parentSpanId }) => parentSpanId === span.spanId)).map(node),
  });
  return { root: node(call), orphans: inOrder(trace.filter(isOrphan)).map(node) };
}

/** The node and everything below it, parents first. */
export function withDescendants(node: TraceNode): readonly TraceNode[] {
  return [node, ...node.children.flatMap(withDescendants)];
}

function inOrder(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  return [...spans].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}
