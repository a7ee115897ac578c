import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import { eventId } from '@standardiste/shared/contracts/ids.ts';
import type { CallSummary } from '@standardiste/shared/contracts/events.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { CallSummariser, CallToSummarise } from '../integrations/summaries/summaries.ts';
import type { EventHandler, HandlerContext } from '../platform/event-handler.ts';
import { readCall } from './read-call.ts';
import { summariseByRules } from './rules-summary.ts';

export interface SummariseCallDependencies {
  readonly store: DocumentStore;
  /** Absent: rules write every summary. */
  readonly summariser?: CallSummariser;
}

/**
 * `call-ended`: two sentences, next step, sentiment, lead score and open questions, published as `call-summarised`. A model that
 * fails or is late is not asked again: rules write the summary instead, so that there always is one.
 */
export function createSummariseCall(deps: SummariseCallDependencies): EventHandler<'call-ended'> {
  return {
    topic: 'call-ended',
    effectKey: ({ data }) => `summarise:${data.callId}`,
    async handle({ data }, context) {
      const call = await readCall(deps.store, data);
      const { source, summary } = await summarise(deps, call, context);
      context.logger.info('A call was summarised.', { source });
      const { callId, profileId, outcome } = data;
      const summarised = { callId, profileId, outcome, ...summary, source };
      return {
        writes: [],
        events: [
          {
            topic: 'call-summarised',
            eventId: eventId(callId, 'summarised'),
            callId,
            data: summarised,
          },
        ],
      };
    },
  };
}

async function summarise(
  { summariser }: SummariseCallDependencies,
  call: CallToSummarise,
  { signal, logger }: HandlerContext,
): Promise<{ source: 'model' | 'rules'; summary: CallSummary }> {
  const hasWords = call.turns.some(({ role }) => role === 'caller');
  if (summariser !== undefined && hasWords) {
    try {
      return { source: 'model', summary: await summariser.summarise(call, signal) };
    } catch (error) {
      if (!(error instanceof VendorFailedError)) throw error;
      logger.warning('No model summarised the call; rules do.', { error });
    }
  }
  return { source: 'rules', summary: summariseByRules(call) };
}
