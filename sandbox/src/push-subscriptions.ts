import type { PushSubscription } from '@standardiste/shared/cloud/event-bus.ts';
import {
  functionDefinitions,
  pushPath,
  type FunctionDefinition,
  type FunctionName,
} from '@standardiste/shared/contracts/subscriptions.ts';

/** Where messages go that a function gave up, as terraform names it. */
export const deadLetterTopic = 'dead-letters';

/** Every subscription of every function, pushing to a functions host at this origin; named `sms-follow-up.call-ended`. */
export function pushSubscriptions(functionsOrigin: string): readonly PushSubscription[] {
  return functionDefinitions.flatMap((definition: FunctionDefinition) =>
    definition.subscriptions.map(({ topic, filter }) => ({
      name: `${definition.name}.${topic}`,
      topic,
      pushUrl: functionsOrigin + pushPath(definition.name as FunctionName),
      ...(filter === undefined ? {} : { filter }),
      ackDeadlineMs: definition.ackDeadlineMs,
      minBackoffMs: definition.minBackoffMs,
      maxBackoffMs: definition.maxBackoffMs,
      maxDeliveryAttempts: definition.maxDeliveryAttempts,
      deadLetterTopic,
    })),
  );
}
