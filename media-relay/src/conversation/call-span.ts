import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import type { Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { parseTraceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import type { EndReason } from './call-facts.ts';

/**
 * Records the span of a whole call, from its first webhook to its end. Its place was chosen when the call rang and is kept in its
 * document, so that whoever ends the call records it, on whatever instance.
 */
export function recordCallSpan(
  tracer: Tracer,
  call: CallDocument & { readonly endedAt: Date },
  reason: EndReason,
): void {
  const context = parseTraceparent(call.traceparent);
  if (context === undefined || !tracer.isOn) return;
  const { callId, profileId, carrier, generation, outcome, startedAt, endedAt } = call;
  const span = tracer.start({
    name: 'call',
    kind: 'server',
    parent: undefined,
    context,
    startMs: startedAt.getTime(),
    attributes: {
      'call.id': callId,
      'call.profile_id': profileId,
      'call.carrier': carrier,
      'call.generation': generation,
      'call.outcome': outcome ?? 'unknown',
      'call.end_reason': reason,
    },
  });
  const isFailure = outcome === 'technical-failure';
  span.end({ atMs: endedAt.getTime(), error: isFailure ? outcome : undefined });
}
