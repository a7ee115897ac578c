import MiniSearch from 'minisearch';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import type { KnowledgeFindings } from '../knowledge.ts';
import { createFrenchAnalyser } from './french-terms.ts';
import { splitPassages, type Passage } from './split-passages.ts';
import { splitQuestions } from './split-questions.ts';
import { createVocabulary } from './vocabulary.ts';

/** Searches the passages it was made of. */
export interface LexicalIndex {
  search(question: string, limit: number): KnowledgeFindings;
}

/**
 * Above this share of the question's weight a passage is about the question: one word known and one unknown are not enough. The
 * callbot says that it does not know: a wrong answer costs more than an honest no.
 */
const relevanceThreshold = 0.5;
/** A passage that is much weaker than the best is noise beside it. */
const relativeThreshold = 0.4;
/** What was asked before is what a later question goes on about, and says less of what it asks. */
const contextShare = 0.5;

interface TermWeight {
  readonly weight: number;
  /** How sure it is that the caller said this term, 0 to 1. */
  readonly share: number;
}
type QuestionTerms = ReadonlyMap<string, TermWeight>;

interface Scored {
  readonly id: number;
  /** 0 to 1: the share of the question that the passage has. */
  readonly score: number;
  /** Between passages of one score: how well its terms fit. */
  readonly fit: number;
}

/** Makes an index in memory; some thousand passages take some hundred milliseconds. */
export function createLexicalIndex(
  documents: readonly KnowledgeDocument[],
  synonyms: readonly (readonly string[])[] = [],
): LexicalIndex {
  const analyse = createFrenchAnalyser(synonyms);
  const passages = documents.flatMap(splitPassages);
  const vocabulary = createVocabulary(
    passages.map(({ title, text }) => [...analyse(title), ...analyse(text)]),
  );
  const index = new MiniSearch<Passage & { id: number }>({
    fields: ['title', 'text'],
    tokenize: (text) => analyse(text).map(({ term }) => term),
    processTerm: (term) => term,
    searchOptions: { boost: { title: 1.5 } },
  });
  index.addAll(passages.map((passage, id) => ({ ...passage, id })));

  /** The weighted terms of one question: its own, and of those before it. */
  function weigh(question: string, before: readonly string[]): QuestionTerms {
    const weights = new Map<string, TermWeight>();
    const add = (text: string, context: number): void => {
      for (const word of analyse(text)) {
        const known = { term: word.term, share: 1 };
        const { term, share } = vocabulary.has(word.term)
          ? known
          : (vocabulary.resolve(word) ?? known);
        const weight = context * vocabulary.weightOf(term);
        if (!weights.has(term)) weights.set(term, { weight, share });
      }
    };
    add(question, 1);
    add(before.join(' '), contextShare);
    return weights;
  }

  function rank(weights: QuestionTerms): readonly Scored[] {
    const total = [...weights.values()].reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) return [];
    return index
      .search([...weights.keys()].join(' '), { tokenize: (text) => text.split(' ') })
      .map(({ id, queryTerms, score }) => ({
        id: id as number,
        score: Math.min(1, coverage(queryTerms, weights) / total),
        fit: score,
      }))
      .sort(byScore);
  }

  return {
    search(question, limit) {
      const parts = splitQuestions(question);
      const rankings = parts.map((part, n) => rank(weigh(part, parts.slice(0, n))));
      if (parts.length > 1) rankings.push(rank(weigh(question, [])));
      const found = merge(rankings, limit);
      return {
        passages: found.map(({ id, score }) => ({ ...(passages[id] as Passage), score })),
        isRelevant: (found[0]?.score ?? 0) > relevanceThreshold,
        answer: null,
      };
    },
  };
}

/** The best of every ranking, then whatever is nearly as good as the best of its own; best first. */
function merge(rankings: readonly (readonly Scored[])[], limit: number): readonly Scored[] {
  const kept = new Map<number, Scored>();
  const firsts = rankings.flatMap((ranking) => ranking.slice(0, 1)).sort(byScore);
  const others = rankings.flatMap((ranking) => {
    const atLeast = (ranking[0]?.score ?? 0) * relativeThreshold;
    return ranking.slice(1, limit + 1).filter(({ score }) => score >= atLeast);
  });
  for (const scored of [...firsts, ...others.sort(byScore)]) {
    if (kept.size < limit && !kept.has(scored.id)) kept.set(scored.id, scored);
  }
  return [...kept.values()].sort(byScore);
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || b.fit - a.fit;
}

/** The weight of the question's terms that the passage has. */
function coverage(found: readonly string[], weights: QuestionTerms): number {
  return found.reduce((sum, term) => {
    const { weight = 0, share = 0 } = weights.get(term) ?? {};
    return sum + share * weight;
  }, 0);
}
