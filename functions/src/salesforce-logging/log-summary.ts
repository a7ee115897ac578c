import type { EventHandler } from '../platform/event-handler.ts';
import { applyCall } from './apply-call.ts';
import { callRecordWrite } from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';

/**
 * `call-summarised`: the call's activity is completed with the summary. When the summary comes first it is kept, and the
 * activity is made with it.
 */
export function createLogSummary(deps: LoggingDependencies): EventHandler<'call-summarised'> {
  return {
    topic: 'call-summarised',
    effectKey: ({ data }) => `task-summary:${data.callId}`,
    async handle({ data }, { signal }) {
      const record = { kind: 'summary', ...data } as const;
      await deps.store.commit([callRecordWrite(record, deps.clock.now())]);
      await applyCall(deps, data.callId, signal);
      return { writes: [], events: [] };
    },
  };
}
