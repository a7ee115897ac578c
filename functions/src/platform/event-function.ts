import { randomUUID } from 'node:crypto';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { TopicName } from '@standardiste/shared/contracts/events.ts';
import {
  functionDefinitions,
  type FunctionDefinition,
  type FunctionName,
} from '@standardiste/shared/contracts/subscriptions.ts';
import type { LogFields, Logger } from '@standardiste/shared/log/logger.ts';
import { noTracer, type Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { deadLetterOf, storeDeadLetter } from './dead-letter.ts';
import {
  parseEvent,
  parsePush,
  topicOf,
  type AnyReceivedEvent,
  type Delivery,
} from './envelope.ts';
import type { AnyEventHandler } from './event-handler.ts';
import { endEventSpan, startEventSpan } from './event-span.ts';
import { createEffectLedger } from './ledger.ts';
import { respond, type Outcome, type PushResponse } from './outcome.ts';
import { traceRequests } from './outgoing-requests.ts';
import { runEffect, type Platform } from './run-effect.ts';

export interface PushRequest {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Takes one push. Never rejects. */
export type EventFunction = (request: PushRequest) => Promise<PushResponse>;

export interface EventFunctionOptions {
  readonly name: FunctionName;
  readonly handlers: readonly AnyEventHandler[];
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Lease and attempts; by default the function's row in the subscriptions table. */
  readonly definition?: FunctionDefinition;
  /** A name that nobody else has. */
  readonly randomId?: () => string;
  /** Default: none. */
  readonly tracer?: Tracer;
}

/**
 * The one wrapper of all functions: a push becomes an event, an event at most one effect. Claim in the ledger, run the handler
 * for at most 75 % of the lease, commit result, follow-on events and `done` at once on condition of the fencing number, publish.
 * A crash between any two steps leaves a state from which redelivery ends with exactly one effect.
 */
export function createEventFunction(options: EventFunctionOptions): EventFunction {
  const { name, store, clock, logger, tracer = noTracer } = options;
  const definition = options.definition ?? definitionOf(name);
  const { leaseMs } = definition;
  const randomId = options.randomId ?? randomUUID;
  const ledger = createEffectLedger({ store, clock, functionName: name, leaseMs, randomId });
  return async ({ body, headers }) => {
    const startedMs = clock.now();
    const delivery = parsePush(body);
    if ('problem' in delivery) {
      logger.warning('A request is no Pub/Sub push.', { reason: delivery.problem });
      return respond('not-a-push', delivery.problem);
    }
    const header = traceparentOf(headers);
    const eventSpan = startEventSpan(tracer, { functionName: name, delivery, header });
    const { span, traceparent } = eventSpan;
    const bound = logger.with({ ...fieldsOf(delivery), traceparent });
    const platform = { ...options, definition, ledger, span, logger: bound };
    const outcome = await traceRequests({ tracer, span }, () =>
      settle(platform, delivery, traceparent),
    );
    endEventSpan(eventSpan, outcome);
    const times = { durationMs: clock.now() - startedMs, ...waited(delivery, startedMs) };
    bound.info('An event was taken.', { outcome, ...times });
    return respond(outcome);
  };
}

/** Whatever goes wrong in the platform itself (a store that is down, a bug) brings the event again. */
async function settle(
  platform: Platform,
  delivery: Delivery,
  traceparent: string | undefined,
): Promise<Outcome> {
  try {
    return await dispatch(platform, delivery, traceparent);
  } catch (error) {
    platform.logger.error('An event could not be taken and comes again.', { error });
    return 'retry';
  }
}

async function dispatch(
  platform: Platform,
  delivery: Delivery,
  traceparent: string | undefined,
): Promise<Outcome> {
  const topic = topicOf(delivery, subscribedTopics(platform.handlers));
  if (topic === undefined) return 'not-subscribed';
  // Brokers that ignore filters push every tool to everybody; such an event is not even parsed.
  const { tool } = delivery.attributes;
  if (topic === 'tool-requested' && tool !== undefined && !runsTool(platform.handlers, tool)) {
    return 'not-ours';
  }
  const event = parseEvent(delivery, topic);
  if ('problem' in event) {
    platform.logger.error('An event does not fit its schema.', { reason: event.problem });
    const { clock, definition } = platform;
    const functionName = definition.name;
    await storeDeadLetter(
      platform,
      deadLetterOf(delivery, { functionName, reason: event.problem, clock }),
    );
    return 'invalid';
  }
  // What follows from the event is below this delivery's span.
  return handle(platform, delivery, { ...event, traceparent });
}

async function handle(
  platform: Platform,
  delivery: Delivery,
  event: AnyReceivedEvent,
): Promise<Outcome> {
  const handler = platform.handlers.find((candidate) => takes(candidate, event));
  if (handler === undefined) return 'not-ours';
  return runEffect(platform, {
    delivery,
    event,
    effectKey: callHandler(handler, event, (typed, typedEvent) => typed.effectKey(typedEvent)),
    handle: (context) =>
      callHandler(handler, event, (typed, typedEvent) => typed.handle(typedEvent, context)),
  });
}

/** Handler and event are of one topic (`takes`), which the compiler cannot follow through two unions. */
function callHandler<T>(
  handler: AnyEventHandler,
  event: AnyReceivedEvent,
  call: (handler: AnyEventHandler, event: never) => T,
): T {
  return call(handler, event as never);
}

function takes(handler: AnyEventHandler, event: AnyReceivedEvent): boolean {
  if (handler.topic !== event.topic) return false;
  if (event.topic !== 'tool-requested' || handler.tool === undefined) return true;
  return handler.tool === event.data.tool;
}

function runsTool(handlers: readonly AnyEventHandler[], tool: string): boolean {
  return handlers.some(
    (handler) =>
      handler.topic === 'tool-requested' && (handler.tool === undefined || handler.tool === tool),
  );
}

function subscribedTopics(handlers: readonly AnyEventHandler[]): readonly TopicName[] {
  return [...new Set(handlers.map(({ topic }) => topic))];
}

function definitionOf(name: FunctionName): FunctionDefinition {
  const found = functionDefinitions.find((definition) => definition.name === name);
  if (found === undefined) throw new TypeError(`No definition for function ${name}`);
  return found;
}

function fieldsOf({ messageId, subscription, attributes, deliveryAttempt }: Delivery): LogFields {
  const { eventId, callId } = attributes;
  return { messageId, subscription, deliveryAttempt, eventId, callId };
}

/** How long the event was on its way, by two clocks: never below 0. */
function waited({ publishedAtMs }: Delivery, startedMs: number): LogFields {
  return publishedAtMs === undefined ? {} : { waitedMs: Math.max(0, startedMs - publishedAtMs) };
}

function traceparentOf(headers: PushRequest['headers']): string | undefined {
  const value = headers['traceparent'];
  return typeof value === 'string' ? value : undefined;
}
