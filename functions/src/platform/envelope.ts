import {
  eventAttributesSchema,
  topics,
  type EventAttributes,
  type TopicName,
} from '@standardiste/shared/contracts/events.ts';
import { z } from 'zod';
import type { ReceivedEvent } from './event-handler.ts';

/** An event of any topic that has passed its schema. */
export type AnyReceivedEvent = { [Topic in TopicName]: ReceivedEvent<Topic> }[TopicName];

/** One delivery by push, before its data is looked at. */
export interface Delivery {
  readonly messageId: string;
  /** Last segment of the subscription's name: `sms-follow-up.call-ended`. */
  readonly subscription: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly dataBase64: string;
  /** 1 for the first delivery; undefined when the subscription has no dead-letter policy. Approximate. */
  readonly deliveryAttempt: number | undefined;
  /** When the broker took the message; undefined when it does not say. */
  readonly publishedAtMs?: number | undefined;
}

/** Pub/Sub push with wrapping; ids come in both spellings, `data` is absent when empty (protocols of Pub/Sub push delivery). */
const pushBodySchema = z.object({
  subscription: z.string().min(1),
  message: z
    .object({
      data: z.base64().default(''),
      attributes: z.record(z.string(), z.string()).default({}),
      messageId: z.string().optional(),
      message_id: z.string().optional(),
      publishTime: z.iso.datetime({ offset: true }).optional().catch(undefined),
    })
    .refine((message) => (message.messageId ?? message.message_id) !== undefined, {
      error: 'expected messageId',
    }),
  deliveryAttempt: z.int().min(0).optional(),
});

/** The delivery in a push body, or why the body is none. */
export function parsePush(body: unknown): Delivery | { readonly problem: string } {
  const parsed = pushBodySchema.safeParse(body);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  const { subscription, message, deliveryAttempt } = parsed.data;
  return {
    messageId: message.messageId ?? message.message_id ?? '',
    subscription: subscription.slice(subscription.lastIndexOf('/') + 1),
    attributes: message.attributes,
    dataBase64: message.data,
    // 0 stands for "not counted" in some brokers.
    deliveryAttempt: deliveryAttempt === 0 ? undefined : deliveryAttempt,
    ...(message.publishTime !== undefined && { publishedAtMs: Date.parse(message.publishTime) }),
  };
}

/**
 * The topic that a delivery is of. Pub/Sub does not say, so the subscription's name does: `<function>.<topic>`. A function with
 * one subscription needs no such name.
 */
export function topicOf(
  delivery: Delivery,
  subscribed: readonly TopicName[],
): TopicName | undefined {
  const named = delivery.subscription.slice(delivery.subscription.lastIndexOf('.') + 1);
  const match = subscribed.find((topic) => topic === named);
  return match ?? (subscribed.length === 1 ? subscribed[0] : undefined);
}

/** The event in a delivery, checked against its topic's schema, or why it is none. */
export function parseEvent(
  delivery: Delivery,
  topic: TopicName,
): AnyReceivedEvent | { readonly problem: string } {
  const attributes = eventAttributesSchema.safeParse(delivery.attributes);
  if (!attributes.success) return { problem: `attributes: ${z.prettifyError(attributes.error)}` };
  const json = parseJson(Buffer.from(delivery.dataBase64, 'base64').toString('utf8'));
  if (json.problem !== undefined) return { problem: json.problem };
  const data = topics[topic].safeParse(json.value);
  if (!data.success) return { problem: `data of ${topic}: ${z.prettifyError(data.error)}` };
  return receivedEvent(topic, attributes.data, data.data);
}

function receivedEvent(
  topic: TopicName,
  { eventId, callId, traceparent }: EventAttributes,
  data: unknown,
): AnyReceivedEvent {
  // The data was parsed by this very topic's schema, which the compiler cannot follow through the table.
  return { topic, eventId, callId, traceparent, data } as AnyReceivedEvent;
}

function parseJson(text: string): { value: unknown; problem?: undefined } | { problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `data is not JSON: ${(error as Error).message}` };
  }
}
