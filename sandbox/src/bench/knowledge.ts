import { manyDocuments } from '../knowledge/many-documents.ts';
import {
  evaluationQuestions,
  spokenQuestion,
  type EvaluationQuestion,
} from '../knowledge/questions.ts';
import { schoolKnowledge, schoolProfile } from '../world/school.ts';
import { openKnowledgeSearch } from './backends.ts';
import { atLeast, atMost, type BenchPart, type BenchReport } from './bench-part.ts';

/** Searches the documents that are measured; at most three passages, best first. */
export type SearchKnowledge = (question: string) => Promise<{
  readonly passages: readonly { readonly text: string }[];
  readonly isRelevant: boolean;
}>;

/** How well a set of questions is answered, and the questions that went wrong. */
export interface KnowledgeScore {
  readonly questionCount: number;
  /** Share of the passages needed that are among the first three. */
  readonly recallAt3: number;
  /** Share of the questions that nobody can answer to which « I don't know » is said. */
  readonly abstention: number;
  /** Share of the questions with an answer to which « I don't know » is said. */
  readonly falseAbstention: number;
  readonly failures: readonly string[];
}

/** Asks every question once. */
export async function scoreKnowledge(
  search: SearchKnowledge,
  questions: readonly EvaluationQuestion[],
): Promise<KnowledgeScore> {
  let needed = 0;
  let found = 0;
  let unknown = 0;
  let admitted = 0;
  let refused = 0;
  const failures: string[] = [];
  for (const question of questions) {
    const { passages, isRelevant } = await search(spokenQuestion(question));
    const { kind, needs } = question;
    const fail = (what: string): void =>
      void failures.push(`${kind}: « ${spokenQuestion(question)} »: ${what}`);
    if (needs.length === 0) {
      unknown += 1;
      if (!isRelevant) admitted += 1;
      else fail(`answered with « ${passages[0]?.text ?? ''} »`);
      continue;
    }
    const top = passages.slice(0, 3).map(({ text }) => text);
    const missing = needs.filter(
      (fragments) => !fragments.some((fragment) => top.some((text) => text.includes(fragment))),
    );
    needed += needs.length;
    found += needs.length - missing.length;
    if (!isRelevant) refused += 1;
    if (!isRelevant) fail('« I don’t know »');
    if (missing.length > 0)
      fail(`not found: ${missing.map((each) => each.join(' | ')).join(', ')}`);
  }
  const known = questions.length - unknown;
  return {
    questionCount: questions.length,
    recallAt3: found / needed,
    abstention: admitted / unknown,
    falseAbstention: refused / known,
    failures,
  };
}

/** The median time of one search in ms, over all questions, warm. `nowMs` is a monotonic clock with fractions. */
export async function timeKnowledge(
  search: SearchKnowledge,
  questions: readonly EvaluationQuestion[],
  nowMs: () => number,
): Promise<number> {
  const spoken = questions.map(spokenQuestion);
  const times: number[] = [];
  for (const isMeasured of [false, true, true]) {
    for (const question of spoken) {
      const startedAt = nowMs();
      await search(question);
      if (isMeasured) times.push(nowMs() - startedAt);
    }
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

/** The targets of the embedded index, over every question and over those held out. */
export function knowledgeTargets(
  scores: Readonly<Record<string, KnowledgeScore>>,
  medianMs: number,
): BenchReport['targets'] {
  const quality = Object.entries(scores).flatMap(([set, score]) => [
    atLeast(`recall@3, ${set}`, 0.9, score.recallAt3),
    atLeast(`abstention, ${set}`, 0.9, score.abstention),
    atMost(`false abstention, ${set}`, 0.05, score.falseAbstention),
  ]);
  return [...quality, atMost('median of a search over 5,000 chunks, ms', 5, medianMs)];
}

const chunkCount = 5_000;

/** Measures the embedded index on the evaluation set; what it gets wrong among the questions not held out is printed. */
export const knowledgePart: BenchPart = {
  name: 'knowledge',
  description: 'finding what answers a question, and admitting not to know',
  async run({ nowMs, print }) {
    await using school = await openKnowledgeSearch(schoolProfile, schoolKnowledge());
    const score = (isHeldOut?: boolean): Promise<KnowledgeScore> =>
      scoreKnowledge(
        school.search,
        evaluationQuestions.filter(
          (each) => isHeldOut === undefined || each.isHeldOut === isHeldOut,
        ),
      );
    const scores = { 'all questions': await score(), 'held out': await score(true) };
    const tuned = await score(false);
    for (const failure of tuned.failures) print(failure);
    const many = manyDocuments(schoolKnowledge(), chunkCount);
    await using library = await openKnowledgeSearch(schoolProfile, many);
    const medianMs = await timeKnowledge(library.search, evaluationQuestions, nowMs);
    return {
      part: 'knowledge',
      figures: {
        ...figuresOf('all', scores['all questions']),
        ...figuresOf('tuned', tuned),
        ...figuresOf('heldOut', scores['held out']),
        medianMs,
      },
      targets: knowledgeTargets(scores, medianMs),
    };
  },
};

function figuresOf(set: string, score: KnowledgeScore): Record<string, number> {
  return {
    [`${set}QuestionCount`]: score.questionCount,
    [`${set}RecallAt3`]: score.recallAt3,
    [`${set}Abstention`]: score.abstention,
    [`${set}FalseAbstention`]: score.falseAbstention,
  };
}
