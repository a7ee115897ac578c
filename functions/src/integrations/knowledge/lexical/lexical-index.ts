import MiniSearch, { type SearchResult } from 'minisearch';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import type { KnowledgeFindings } from '../knowledge.ts';
import { frenchTerms } from './french-terms.ts';
import { splitPassages, type Passage } from './split-passages.ts';

/** Searches the passages it was made of. */
export interface LexicalIndex {
  search(question: string, limit: number): KnowledgeFindings;
}

/**
 * From this share of the question's weight a passage is about the question. Below, the callbot says that it does not know: a
 * wrong answer costs more than an honest no.
 */
const relevanceThreshold = 0.5;
/** A passage that is much weaker than the best is noise beside it. */
const relativeThreshold = 0.6;
/** A recogniser's slip: one letter in five of a longer word. */
const fuzziness = (term: string): number | false => (term.length >= 5 ? 0.2 : false);
/** A term that was found only by a similar one counts for less. */
const fuzzyShare = 0.7;

/** Makes an index in memory; some thousand passages take some milliseconds. */
export function createLexicalIndex(documents: readonly KnowledgeDocument[]): LexicalIndex {
  const passages = documents.flatMap(splitPassages);
  const index = new MiniSearch<Passage & { id: number }>({
    fields: ['title', 'text'],
    tokenize: frenchTerms,
    processTerm: (term) => term,
    searchOptions: { fuzzy: fuzziness, boost: { title: 1.5 } },
  });
  index.addAll(passages.map((passage, id) => ({ ...passage, id })));
  const weightOf = createWeights(passages);

  return {
    search(question, limit) {
      const terms = [...new Set(frenchTerms(question))];
      const total = terms.reduce((sum, term) => sum + weightOf(term), 0);
      const scored = index
        .search(question)
        .map((result) => ({
          id: result.id as number,
          result,
          score: coverage(result, weightOf) / total,
        }))
        .sort((a, b) => b.score - a.score || b.result.score - a.result.score);
      const best = scored[0]?.score ?? 0;
      const kept = scored.filter(({ score }) => score >= best * relativeThreshold).slice(0, limit);
      return {
        passages: kept.map(({ id, score }) => ({
          ...(passages[id] as Passage),
          score: Math.min(1, score),
        })),
        isRelevant: best >= relevanceThreshold,
        answer: null,
      };
    },
  };
}

/** The weight of the question's terms that the passage has. */
function coverage(result: SearchResult, weightOf: (term: string) => number): number {
  return result.queryTerms.reduce((sum, term) => {
    const share = result.terms.includes(term) ? 1 : fuzzyShare;
    return sum + share * weightOf(term);
  }, 0);
}

/** How much a term tells: much when few passages have it. One that none has weighs as much as one that a single passage has. */
function createWeights(passages: readonly Passage[]): (term: string) => number {
  const counts = new Map<string, number>();
  for (const { title, text } of passages) {
    for (const term of new Set([...frenchTerms(title), ...frenchTerms(text)])) {
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
  }
  return (term) => {
    const count = Math.max(1, counts.get(term) ?? 0);
    return Math.log(1 + (passages.length - count + 0.5) / (count + 0.5));
  };
}
