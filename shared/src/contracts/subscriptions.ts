import type { TopicName } from './events.ts';

/** One push subscription of a function. The sandbox's broker, the emulator set-up and terraform are made from this table. */
export interface FunctionSubscription {
  readonly topic: TopicName;
  readonly filter?: { readonly attribute: string; readonly hasPrefix: string };
}

export interface FunctionDefinition {
  readonly name: string;
  /** How long one attempt may hold the effect; at most the acknowledgement deadline. */
  readonly leaseMs: number;
  readonly ackDeadlineMs: number;
  /** Longer than the lease divided among the attempts: redeliveries during a lease cannot use up the attempts. */
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly maxDeliveryAttempts: number;
  readonly subscriptions: readonly FunctionSubscription[];
}

export const functionDefinitions = [
  {
    name: 'calendar-booking',
    leaseMs: 15_000,
    ackDeadlineMs: 20_000,
    minBackoffMs: 1_000,
    maxBackoffMs: 60_000,
    maxDeliveryAttempts: 12,
    subscriptions: [
      { topic: 'tool-requested', filter: { attribute: 'tool', hasPrefix: 'calendar.' } },
    ],
  },
  {
    name: 'knowledge-lookup',
    leaseMs: 10_000,
    ackDeadlineMs: 15_000,
    minBackoffMs: 1_000,
    maxBackoffMs: 60_000,
    maxDeliveryAttempts: 12,
    subscriptions: [
      { topic: 'tool-requested', filter: { attribute: 'tool', hasPrefix: 'knowledge.' } },
    ],
  },
  {
    name: 'salesforce-logging',
    leaseMs: 30_000,
    ackDeadlineMs: 40_000,
    minBackoffMs: 2_000,
    maxBackoffMs: 600_000,
    maxDeliveryAttempts: 20,
    subscriptions: [
      { topic: 'call-started' },
      { topic: 'appointment-changed' },
      { topic: 'lead-captured' },
      { topic: 'call-ended' },
      { topic: 'call-summarised' },
      { topic: 'message-undelivered' },
    ],
  },
  {
    name: 'call-summary',
    leaseMs: 40_000,
    ackDeadlineMs: 60_000,
    minBackoffMs: 5_000,
    maxBackoffMs: 600_000,
    maxDeliveryAttempts: 12,
    subscriptions: [{ topic: 'call-ended' }],
  },
  {
    name: 'sms-follow-up',
    leaseMs: 30_000,
    ackDeadlineMs: 40_000,
    minBackoffMs: 2_000,
    maxBackoffMs: 600_000,
    maxDeliveryAttempts: 20,
    subscriptions: [
      { topic: 'appointment-changed' },
      { topic: 'call-ended' },
      { topic: 'follow-up-requested' },
      { topic: 'message-due' },
      { topic: 'message-received' },
      { topic: 'message-status-changed' },
      { topic: 'tool-answered' },
      { topic: 'sweep-due' },
    ],
  },
  {
    name: 'outbox-sweeper',
    leaseMs: 50_000,
    ackDeadlineMs: 55_000,
    minBackoffMs: 10_000,
    maxBackoffMs: 600_000,
    maxDeliveryAttempts: 12,
    subscriptions: [{ topic: 'sweep-due' }],
  },
] as const satisfies readonly FunctionDefinition[];

export type FunctionName = (typeof functionDefinitions)[number]['name'];

/** The path under which the functions host and Cloud Run take a subscription's pushes. */
export function pushPath(functionName: FunctionName): string {
  return `/${functionName}`;
}

/** The topic for events that can never succeed, of all functions; the attribute `functionName` tells whose. */
export const deadLetterTopic = 'dead-letters';
