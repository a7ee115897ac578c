import { randomUUID } from 'node:crypto';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { RemoteTools } from '../tools/remote-tools.ts';

/** A cold function starts meanwhile. */
const answerTimeoutMs = 15_000;

/**
 * The way of every tool: an event to a function, which puts its answer into a document. Asks the documents a question; what they
 * know is another check's business.
 */
export function busCheck({
  tools,
  store,
  clock,
  profileId,
}: {
  readonly tools: RemoteTools;
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly profileId: string;
}): HealthCheck {
  return {
    integration: 'pubsub',
    name: 'an event to knowledge-lookup and back',
    async run(signal) {
      const callId = `smoke-${randomUUID()}`;
      const toolCallId = 'smoke';
      const answered = Promise.withResolvers<undefined>();
      using _listener = tools.listen(callId, () => answered.resolve(undefined));
      const startedMs = clock.now();
      try {
        await tools.request({
          callId,
          profileId,
          toolCallId,
          tool: 'knowledge.search',
          arguments: { question: 'Quels sont vos horaires ?' },
          notAfterMs: startedMs + answerTimeoutMs,
        });
        const what = 'The event was published; the answer of the function';
        await withTimeout(
          clock,
          { timeoutMs: answerTimeoutMs, what, signal },
          () => answered.promise,
        );
        return `answered after ${Math.round(clock.now() - startedMs)} ms`;
      } finally {
        await store.commit([{ type: 'delete', path: paths.tool(callId, toolCallId) }]);
      }
    },
  };
}
