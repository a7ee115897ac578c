import type { Span, SpanAttributes } from '@standardiste/shared/telemetry/span.ts';
import type { Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { formatTraceparent, parseTraceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import type { Delivery } from './envelope.ts';
import type { Outcome } from './outcome.ts';

/** One event being taken, as a span, and what goes on from it carries. */
export interface EventSpan {
  readonly span: Span;
  /** For log lines and follow-on events; undefined when there is no trace at all. */
  readonly traceparent: string | undefined;
}

/**
 * Begins the span of a delivery, below whoever published it. The attribute counts before the header, which is the front end's own
 * request. An event without a trace begins one.
 */
export function startEventSpan(
  tracer: Tracer,
  options: { functionName: string; delivery: Delivery; header: string | undefined },
): EventSpan {
  const { functionName, delivery, header } = options;
  const { attributes } = delivery;
  const parent = parseTraceparent(attributes['traceparent']) ?? parseTraceparent(header);
  const topic = delivery.subscription.slice(delivery.subscription.lastIndexOf('.') + 1);
  const span = tracer.start({
    name: `${functionName} ${attributes['tool'] ?? topic}`,
    kind: 'consumer',
    parent,
    attributes: describe(delivery),
  });
  const hasTrace = tracer.isOn || parent !== undefined;
  return { span, traceparent: hasTrace ? formatTraceparent(span.context) : undefined };
}

/** Events that pass by leave no span. */
const passedBy: ReadonlySet<Outcome> = new Set(['not-ours', 'not-subscribed']);
const failures: ReadonlySet<Outcome> = new Set(['retry', 'failed', 'invalid', 'superseded']);

export function endEventSpan({ span }: EventSpan, outcome: Outcome): void {
  if (passedBy.has(outcome)) return;
  span.set({ outcome });
  span.end({ error: failures.has(outcome) ? outcome : undefined });
}

/** Names by https://opentelemetry.io/docs/specs/semconv/messaging/gcp-pubsub/ */
function describe({ attributes, ...delivery }: Delivery): SpanAttributes {
  const { deliveryAttempt } = delivery;
  return {
    'messaging.system': 'gcp_pubsub',
    'messaging.operation.type': 'process',
    'messaging.destination.subscription.name': delivery.subscription,
    'messaging.message.id': delivery.messageId,
    ...(deliveryAttempt !== undefined && {
      'messaging.gcp_pubsub.message.delivery_attempt': deliveryAttempt,
    }),
    ...(attributes['callId'] !== undefined && { 'call.id': attributes['callId'] }),
  };
}
