import { MessageInvalidError } from '../errors/callbot-error.ts';
import type { BusMessage } from './event-bus.ts';

/** Pub/Sub's limits: https://cloud.google.com/pubsub/quotas#resource_limits */
export const messageLimits = {
  maxDataBytes: 10_000_000,
  maxAttributes: 100,
  maxKeyBytes: 256,
  maxValueBytes: 1_024,
} as const;

/** A message's data as it goes over the wire. @throws MessageInvalidError when the message breaks a limit or is no JSON. */
export function encodeMessage({ data, attributes, topic }: BusMessage): Uint8Array {
  const text = JSON.stringify(data) as string | undefined;
  if (text === undefined) throw new MessageInvalidError(`Data for ${topic} is JSON; this is not`);
  const encoded = Buffer.from(text);
  if (encoded.byteLength > messageLimits.maxDataBytes) {
    throw new MessageInvalidError(
      `Data for ${topic} is at most 10 MB; this has ${encoded.byteLength} bytes`,
    );
  }
  checkAttributes(topic, attributes);
  return encoded;
}

function checkAttributes(topic: string, attributes: BusMessage['attributes']): void {
  const entries = Object.entries(attributes);
  if (entries.length > messageLimits.maxAttributes) {
    throw new MessageInvalidError(`A message for ${topic} has more than 100 attributes`);
  }
  for (const [key, value] of entries) {
    const isKeyFit = key !== '' && Buffer.byteLength(key) <= messageLimits.maxKeyBytes;
    const isValueFit =
      typeof value === 'string' && Buffer.byteLength(value) <= messageLimits.maxValueBytes;
    if (!isKeyFit || !isValueFit) {
      throw new MessageInvalidError(
        `Attribute "${key.slice(0, 60)}" for ${topic} is too long or no text`,
      );
    }
  }
}
