import { z } from 'zod';
import { createFallbackRetriever } from '../integrations/knowledge/fallback-retriever.ts';
import { knowledgeVariables } from '../integrations/knowledge/knowledge-config.ts';
import { createRagRetriever } from '../integrations/knowledge/rag/rag-retriever.ts';
import { parseEnvironment, platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';
import { createToolHandler } from '../platform/tool-handler.ts';
import { createKnowledgeSearch } from './knowledge-search.ts';

const variables = z.object({ ...platformVariables, ...knowledgeVariables });

/** Answers `knowledge.search` from the profile's documents, or from a RAG service with the documents as its fallback. */
export const registered = registerEventFunction({
  name: 'knowledge-lookup',
  environment: process.env,
  readConfig(environment) {
    const values = parseEnvironment(variables, environment);
    const { RAG_INFERENCE_URL: url, RAG_API_KEY: apiKey } = values;
    return {
      platform: platformConfig(values),
      rag: url === undefined ? undefined : { url, apiKey },
    };
  },
  async createHandlers({ config: { rag }, store, clock, logger }) {
    const { createLexicalRetriever } =
      await import('../integrations/knowledge/lexical/lexical-retriever.ts');
    const lexical = createLexicalRetriever({ store, clock, logger });
    const retriever =
      rag === undefined
        ? lexical
        : createFallbackRetriever(createRagRetriever({ ...rag, clock }), lexical, logger);
    return [createToolHandler({ clock, ...createKnowledgeSearch(retriever) })];
  },
});
