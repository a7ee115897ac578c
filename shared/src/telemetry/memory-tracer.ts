import type { Clock } from '../time/clock.ts';
import { startSpan } from './span-recorder.ts';
import type { FinishedSpan } from './span.ts';
import { sampledTrace, type Tracer } from './tracer.ts';

/** A tracer that keeps its spans, for tests. */
export interface MemoryTracer extends Tracer {
  /** In the order in which they ended. */
  readonly spans: readonly FinishedSpan[];
}

/** @param random numbers in [0, 1); the default repeats itself from one run to the next. */
export function createMemoryTracer(options: {
  readonly clock: Clock;
  readonly random?: () => number;
  /** Default 1: every trace. */
  readonly sampleRatio?: number;
}): MemoryTracer {
  const { clock, random = repeatable(), sampleRatio = 1 } = options;
  const spans: FinishedSpan[] = [];
  const startTrace = () => sampledTrace(sampleRatio, random);
  const recorder = { clock, random, startTrace, onEnd: (span: FinishedSpan) => spans.push(span) };
  return {
    isOn: true,
    spans,
    startTrace,
    start: (span) => startSpan(span, recorder),
    flush: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A linear congruential generator: good enough for ids that only have to differ. */
function repeatable(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
