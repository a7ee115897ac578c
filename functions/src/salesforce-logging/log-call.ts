import type { EventHandler } from '../platform/event-handler.ts';
import { applyCall } from './apply-call.ts';
import { attachTranscript } from './attach-transcript.ts';
import { callRecordWrite } from './crm-record.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';

/**
 * `call-ended`: one completed activity for the call, with its outcome and the transcript as heard, linked to the caller or to
 * the lead that the call made. It waits for no summary: one that comes later is put in then.
 */
export function createLogCall(deps: LoggingDependencies): EventHandler<'call-ended'> {
  return {
    topic: 'call-ended',
    effectKey: ({ data }) => `task:${data.callId}`,
    async handle({ data }, { signal }) {
      const record = { kind: 'call', ...data } as const;
      await deps.store.commit([callRecordWrite(record, deps.clock.now())]);
      await applyCall(deps, data.callId, signal);
      await attachTranscript(deps, data, signal);
      return { writes: [], events: [] };
    },
  };
}
