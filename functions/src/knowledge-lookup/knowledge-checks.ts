import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { HealthCheck, Integration } from '@standardiste/shared/health/health-check.ts';
import type { KnowledgeRetriever } from '../integrations/knowledge/knowledge.ts';

const question = 'Quels sont vos horaires ?';

/** Asks one way of searching a common question, for each profile. Finding nothing is an answer. */
export function knowledgeChecks(
  integration: Integration,
  retriever: KnowledgeRetriever,
  profiles: readonly Profile[],
): readonly HealthCheck[] {
  return profiles.map(({ profileId }) => ({
    integration,
    name: `documents of ${profileId}`,
    async run(signal) {
      const { passages } = await retriever.search({ profileId, question, limit: 1 }, signal);
      const [best] = passages;
      return best === undefined
        ? 'searched; nothing about opening hours'
        : `found « ${best.title} »`;
    },
  }));
}
