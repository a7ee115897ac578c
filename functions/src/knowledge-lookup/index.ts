import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { z } from 'zod';
import { knowledgeConfig, knowledgeVariables } from '../integrations/knowledge/knowledge-config.ts';
import { platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';

const variables = z.object({ ...platformVariables, ...knowledgeVariables });

/** Answers `knowledge.search` from the profile's documents, or from a RAG service with the documents as its fallback. */
export const registered = registerEventFunction({
  name: 'knowledge-lookup',
  environment: process.env,
  readConfig(environment) {
    const values = readEnvironment(variables, environment);
    return { platform: platformConfig(values), knowledge: knowledgeConfig(values) };
  },
  async createHandlers({ config: { platform, knowledge }, store, clock, logger }) {
    const { openRetriever } = await import('../integrations/knowledge/backends.ts');
    const { createToolHandler } = await import('../platform/tool-handler.ts');
    const { createKnowledgeSearch } = await import('./knowledge-search.ts');
    const retriever = await openRetriever(knowledge, platform, { store, clock, logger });
    return [createToolHandler({ clock, ...createKnowledgeSearch({ retriever, clock }) })];
  },
  async createChecks({ config: { platform, knowledge }, store, clock, logger }) {
    const { openRetrievers } = await import('../integrations/knowledge/backends.ts');
    const { knowledgeChecks } = await import('./knowledge-checks.ts');
    const retrievers = await openRetrievers(knowledge, platform, { store, clock, logger });
    const { listProfiles } = await import('@standardiste/shared/cloud/list-profiles.ts');
    const profiles = await listProfiles(store);
    return retrievers.flatMap(({ integration, retriever }) =>
      knowledgeChecks(integration, retriever, profiles),
    );
  },
});
