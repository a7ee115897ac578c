import { describe, expect, it } from 'vitest';
import { childTraceparent, formatTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('A traceparent', () => {
  it('is read and written back', () => {
    for (const text of [`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-00`]) {
      const parsed = parseTraceparent(text);
      expect(parsed && formatTraceparent(parsed)).toBe(text);
    }
  });

  it('of a later version is read as far as it is known', () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-03-more`)).toEqual({
      traceId,
      spanId,
      isSampled: true,
    });
  });

  it.each([
    undefined,
    '',
    'garbage',
    `00-${traceId}-${spanId}`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
  ])('that is malformed is none: %s', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('of a child keeps the trace and the sampling decision', () => {
    const parent = { traceId, spanId, isSampled: false };
    const child = childTraceparent(parent, () => 0.5);
    expect(child).toEqual({ traceId, spanId: '8888888888888888', isSampled: false });
  });

  it('without a parent begins a valid sampled trace, even when chance gives only zeros', () => {
    const first = childTraceparent(undefined, () => 0);
    expect(parseTraceparent(formatTraceparent(first))).toEqual(first);
    expect(first.isSampled).toBe(true);
  });
});
