import { isRedactedKey, redactText } from '../log/redact.ts';
import type { SpanAttributes } from './span.ts';

/** OpenTelemetry's names for machines and queues that end like those for people. */
const harmlessKeys: ReadonlySet<string> = new Set([
  'server.address',
  'messaging.destination.subscription.name',
]);

const maxAttributes = 40;
const maxTextLength = 200;

/**
 * Attributes that may leave the house. Nobody should put people's data into them; should it happen all the same, keys that logs
 * mask are left out, phone numbers and e-mail addresses inside texts are masked, and texts are cut to 200 characters.
 */
export function cleanAttributes(attributes: SpanAttributes): SpanAttributes {
  const kept = Object.entries(attributes).filter(([key, value]) => {
    const last = key.slice(key.lastIndexOf('.') + 1);
    const isHarmless = harmlessKeys.has(key) || !isRedactedKey(last);
    return isHarmless && (typeof value !== 'number' || Number.isFinite(value));
  });
  return Object.fromEntries(
    kept
      .slice(0, maxAttributes)
      .map(([key, value]) => [
        key,
        typeof value === 'string' ? redactText(value).slice(0, maxTextLength) : value,
      ]),
  );
}
