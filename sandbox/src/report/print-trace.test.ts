import { expect, it } from 'vitest';
import type { ReceivedSpan } from '../vendors/otlp/otlp-request.ts';
import { describeTrace } from './print-trace.ts';
import { callTrace } from './trace-tree.ts';

function span(
  spanId: string,
  parentSpanId: string | null,
  rest: Partial<ReceivedSpan>,
): ReceivedSpan {
  const basics = { service: 'media-relay', resource: {}, traceId: 'aa', kind: 1, error: null };
  return {
    ...basics,
    spanId,
    parentSpanId,
    name: spanId,
    startMs: 0,
    endMs: 0,
    attributes: {},
    events: [],
    ...rest,
  };
}

const call = span('call', null, {
  endMs: 8_000,
  attributes: { 'call.id': 'CA1', 'call.outcome': 'question-answered' },
});
const spans = [
  span('agent turn', 'call', {
    startMs: 4_000,
    endMs: 6_000,
    attributes: { 'latency.firstAudioMs': 780 },
  }),
  span('tool knowledge.search', 'agent turn', { startMs: 4_100, endMs: 4_500 }),
  span('POST 127.0.0.1:4010', 'tool knowledge.search', {
    service: 'knowledge-lookup',
    startMs: 4_200,
    endMs: 4_400,
    error: 'status 503',
  }),
  call,
  span('lost', 'killed', { startMs: 7_000, endMs: 7_500 }),
  span('call', null, { traceId: 'bb', attributes: { 'call.id': 'CA2' } }),
];

it('prints the trace of one call as a waterfall, with what is remarkable and what is lost', () => {
  const tree = callTrace(spans, 'CA1');
  if (tree === undefined) throw new Error('no trace');
  expect(describeTrace(tree, { '127.0.0.1:4010': 'rag' })).toBe(
    [
      'Trace aa · 5 spans of knowledge-lookup, media-relay',
      '',
      '   began      took',
      '  0.00 s   8000 ms │████████████████████████████████│ call · question-answered',
      '  4.00 s   2000 ms │                ████████        │   agent turn · answer after 780 ms',
      '  4.10 s    400 ms │                ██              │     tool knowledge.search',
      '  4.20 s    200 ms │                █               │       POST rag · ✗ status 503',
      'orphan:',
      '  7.00 s    500 ms │                            ██  │   lost',
    ].join('\n'),
  );
});

it('finds no trace before the call is over', () => {
  expect(callTrace(spans.slice(0, 3), 'CA1')).toBeUndefined();
});
