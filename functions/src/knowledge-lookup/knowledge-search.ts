import type {
  RemoteToolArguments,
  RemoteToolResult,
} from '@standardiste/shared/contracts/tools.ts';
import type { KnowledgeRetriever } from '../integrations/knowledge/knowledge.ts';
import type { HandlerContext } from '../platform/event-handler.ts';

type Arguments = RemoteToolArguments<'knowledge.search'>;

/** The business of the tool `knowledge.search`: passages of the profile's documents, and an honest no when none is relevant. */
export function createKnowledgeSearch(retriever: KnowledgeRetriever) {
  return {
    tool: 'knowledge.search' as const,
    /** A search changes nothing: every request is an effect of its own. */
    effectKey(
      _values: Arguments,
      request: { readonly callId: string; readonly toolCallId: string },
    ) {
      return `knowledge:${request.callId}:${request.toolCallId}`;
    },
    async run(
      { question, limit }: Arguments,
      { profileId, signal, logger }: HandlerContext & { readonly profileId: string },
    ): Promise<{ result: RemoteToolResult<'knowledge.search'> }> {
      const result = await retriever.search({ profileId, question, limit }, signal);
      const { isRelevant, passages } = result;
      logger.info('The documents were searched.', { isRelevant, passageCount: passages.length });
      return { result };
    },
  };
}
