/** One span's place in a trace, as W3C Trace Context carries it: https://www.w3.org/TR/trace-context/#traceparent-header */
export interface Traceparent {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all zero: the span that is the parent of whoever reads this. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a header or attribute; undefined when it is none, which means: start a trace of your own. */
export function parseTraceparent(text: string | undefined): Traceparent | undefined {
  const [, version, traceId, spanId, flags, rest] = pattern.exec(text ?? '') ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 };
}

/** The header's text. */
export function formatTraceparent({ traceId, spanId, isSampled }: Traceparent): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/**
 * A new span in the parent's trace, or the first span of a new, sampled trace when there is no parent.
 * @param random numbers in [0, 1).
 */
export function childTraceparent(
  parent: Traceparent | undefined,
  random: () => number,
): Traceparent {
  return {
    traceId: parent?.traceId ?? hexadecimal(32, random),
    spanId: hexadecimal(16, random),
    isSampled: parent?.isSampled ?? true,
  };
}

/** Random digits; the last is never 0, so that the whole never is. */
function hexadecimal(digits: number, random: () => number): string {
  const head = Array.from({ length: digits - 1 }, () => Math.floor(random() * 16).toString(16));
  return head.join('') + (1 + Math.floor(random() * 15)).toString(16);
}
