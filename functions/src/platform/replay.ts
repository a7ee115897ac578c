import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { topics, type TopicName } from '@standardiste/shared/contracts/events.ts';
import { z } from 'zod';

/** A dead letter as `deadLetterOf` stored it. */
const deadLetterSchema = z.object({
  functionName: z.string(),
  /** `salesforce-logging.call-ended` */
  subscription: z.string(),
  reason: z.string(),
  attributes: z.record(z.string(), z.string()),
  dataBase64: z.string(),
});

export interface ReplayResult {
  readonly published: number;
  /** Of another function than the one asked for. */
  readonly otherCount: number;
  /** Nothing to replay: a tool request, whose caller is gone, or a letter that cannot be read. They stay. */
  readonly unfit: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Publishes dead letters again, oldest first, and takes them away. Their events carry `replay`, so that effects which had failed
 * for good are tried once more; effects that exist stay as they are. Every function that takes the topic gets the event again;
 * those that were done with it do nothing.
 * @throws EventBusUnavailableError, StoreUnavailableError; what was not published stays.
 */
export async function replayDeadLetters(
  { store, bus }: { readonly store: DocumentStore; readonly bus: EventBus },
  options: {
    /** At most this many letters are looked at. */
    readonly limit: number;
    /** Undefined: of every function. */
    readonly functionName?: string | undefined;
  },
): Promise<ReplayResult> {
  const { limit, functionName } = options;
  const orderBy = [{ field: 'failedAt' }] as const;
  const letters = await store.query({ collection: 'deadLetters', orderBy, limit });
  const unfit: { path: string; why: string }[] = [];
  let published = 0;
  let otherCount = 0;
  for (const { path, data } of letters) {
    const letter = deadLetterSchema.safeParse(data).data;
    if (functionName !== undefined && letter?.functionName !== functionName) {
      otherCount += 1;
      continue;
    }
    const message = letter === undefined ? 'not a dead letter' : messageOf(letter);
    if (typeof message === 'string') {
      unfit.push({ path, why: message });
      continue;
    }
    await bus.publish(message);
    await store.commit([{ type: 'delete', path }]);
    published += 1;
  }
  return { published, otherCount, unfit };
}

function messageOf({ subscription, attributes, dataBase64 }: z.infer<typeof deadLetterSchema>) {
  const topic = subscription.slice(subscription.lastIndexOf('.') + 1);
  if (!isTopic(topic)) return `no topic in the subscription's name: ${subscription}`;
  if (topic === 'tool-requested') return 'a tool request whose caller is gone';
  const data = parseJson(Buffer.from(dataBase64, 'base64').toString('utf8'));
  if (data === undefined) return 'the data is not JSON';
  return { topic, data, attributes: { ...attributes, replay: 'true' } };
}

function isTopic(name: string): name is TopicName {
  return Object.hasOwn(topics, name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // reported as unfit, with its path
  }
}
