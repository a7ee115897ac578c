import type { ReceivedSpan } from '../vendors/otlp/otlp-request.ts';
import { withDescendants, type TraceNode, type TraceTree } from './trace-tree.ts';

const barWidth = 32;

/**
 * The waterfall of a trace as text: when each span began, how long it took, where it lies in the whole, and what is remarkable.
 * @param vendors address (`127.0.0.1:4010`) to name, for requests that know only the address.
 */
export function describeTrace(
  tree: TraceTree,
  vendors: Readonly<Record<string, string>> = {},
): string {
  const nodes = [tree.root, ...tree.orphans].flatMap(withDescendants);
  const startMs = Math.min(...nodes.map(({ span }) => span.startMs));
  const endMs = Math.max(...nodes.map(({ span }) => span.endMs));
  const scale = { startMs, totalMs: Math.max(1, endMs - startMs) };
  const services = [...new Set(nodes.map(({ span }) => span.service))].sort();
  const { traceId } = tree.root.span;
  const lines = (node: TraceNode, depth: number): string[] => [
    describeSpan(node.span, depth, { ...scale, vendors }),
    ...node.children.flatMap((child) => lines(child, depth + 1)),
  ];
  const orphans = tree.orphans.flatMap((node) => ['orphan:', ...lines(node, 1)]);
  return [
    `Trace ${traceId} · ${nodes.length} spans of ${services.join(', ')}`,
    '',
    '   began      took',
    ...lines(tree.root, 0),
    ...orphans,
  ].join('\n');
}

interface Scale {
  readonly startMs: number;
  readonly totalMs: number;
  readonly vendors: Readonly<Record<string, string>>;
}

function describeSpan(span: ReceivedSpan, depth: number, scale: Scale): string {
  const began = `${((span.startMs - scale.startMs) / 1_000).toFixed(2).padStart(6)} s`;
  const took = `${Math.round(span.endMs - span.startMs)
    .toString()
    .padStart(6)} ms`;
  const name = Object.entries(scale.vendors).reduce(
    (text, [address, vendor]) => text.replace(address, vendor),
    span.name,
  );
  const remarks = [...remarksOf(span), ...(span.error === null ? [] : [`✗ ${span.error}`])];
  const text = [`${'  '.repeat(depth)}${name}`, ...remarks].join(' · ');
  return `${began} ${took} │${bar(span, scale)}│ ${text}`;
}

function bar(span: ReceivedSpan, { startMs, totalMs }: Scale): string {
  const place = (ms: number): number => Math.floor(((ms - startMs) / totalMs) * barWidth);
  const from = Math.min(barWidth - 1, place(span.startMs));
  const length = Math.max(1, Math.min(barWidth - from, place(span.endMs) - from));
  return (' '.repeat(from) + '█'.repeat(length)).padEnd(barWidth);
}

/** What says more than the name, in the order in which it is told. */
const remarkable = [
  'call.outcome',
  'stream.end',
  'model.outcome',
  'tool.outcome',
  'outcome',
  'error.type',
  'http.response.status_code',
  'latency.firstAudioMs',
] as const;

function remarksOf({ attributes }: ReceivedSpan): string[] {
  const values = remarkable.flatMap((key) => {
    const value = attributes[key];
    if (value === undefined) return [];
    return [key === 'latency.firstAudioMs' ? `answer after ${value} ms` : String(value)];
  });
  return attributes['turn.interrupted'] === true ? [...values, 'interrupted'] : values;
}
