import { stemsOf } from './stems.ts';

const maxSentences = 3;
/** About twelve seconds of speech; a caller on the phone retains no more. */
const maxCharacters = 240;

export interface Passage {
  readonly title: string;
  readonly text: string;
}

interface Sentence {
  readonly text: string;
  /** Where it stands among all sentences. */
  readonly order: number;
  readonly passage: number;
  readonly stems: ReadonlySet<string>;
  /** Of the title of its passage. */
  readonly title: ReadonlySet<string>;
}

/** The retriever put the first passage first for a reason: it counts like half a word that is rare. */
const firstPassageBonus = 0.5;

/** A further sentence must speak of what was asked nearly as much as the best one. */
const minShareOfBest = 0.65;

/**
 * The sentences of retrieved passages that speak of what was asked, at most three, in the order of their text. Words of a
 * passage's title tell what it is about and choose the passage; the other words of the question choose the sentence, rare ones
 * first. When the question has no other words, the passage begins to speak for itself.
 */
export function relevantSentences(passages: readonly Passage[], question: string): string {
  const asked = [...new Set(stemsOf(question))];
  const sentences = readSentences(passages);
  const weights = new Map(asked.map((stem) => [stem, rarity(stem, sentences)]));
  const bonus = firstPassageBonus * Math.max(0, ...weights.values());
  const ranked = sentences
    .map((sentence) => ({ ...sentence, ...closeness(sentence, weights, bonus) }))
    .sort((a, b) => b.subject + b.aspect - (a.subject + a.aspect) || a.order - b.order);
  const [best] = ranked;
  if (best === undefined) return '';
  const chosen = [best];
  for (const sentence of ranked.slice(1)) {
    const length = chosen.reduce((sum, { text }) => sum + text.length, 0);
    const isClose =
      sentence.subject >= best.subject &&
      sentence.aspect >= best.aspect * minShareOfBest &&
      (best.aspect > 0 || sentence.passage === best.passage);
    if (isClose && chosen.length < maxSentences && length + sentence.text.length <= maxCharacters)
      chosen.push(sentence);
  }
  return withAntecedent(chosen, sentences)
    .sort((a, b) => a.order - b.order)
    .map(({ text }) => text)
    .join(' ');
}

/** « Ils peuvent être payés » needs the sentence that tells what can. */
const beginsWithPronoun =
  /^(?:ils?|elles?|celles?-ci|ceux-ci|celui-ci|cela|ceci)(?! (?:faut|y a|n'y a|est possible|existe)(?!\p{L}))\s/iu;

function withAntecedent(chosen: readonly Sentence[], all: readonly Sentence[]): Sentence[] {
  const [first] = [...chosen].sort((a, b) => a.order - b.order);
  const before = all.find(
    ({ order, passage }) => order + 1 === first?.order && passage === first.passage,
  );
  const isNeeded = first !== undefined && beginsWithPronoun.test(first.text);
  return isNeeded && before !== undefined ? [before, ...chosen] : [...chosen];
}

function readSentences(passages: readonly Passage[]): Sentence[] {
  return passages
    .flatMap(({ title, text }, passage) =>
      sentencesOf(text).map((sentence) => ({
        text: sentence,
        passage,
        title: new Set(stemsOf(title)),
        stems: new Set(stemsOf(sentence)),
      })),
    )
    .map((sentence, order) => ({ ...sentence, order }));
}

function rarity(stem: string, sentences: readonly Sentence[]): number {
  const count = sentences.filter(({ stems }) => stems.has(stem)).length;
  return Math.log(1 + sentences.length / (1 + count));
}

function closeness(
  { stems, title, passage }: Sentence,
  weights: ReadonlyMap<string, number>,
  bonus: number,
): { subject: number; aspect: number } {
  let subject = passage === 0 ? bonus : 0;
  let aspect = 0;
  for (const [stem, weight] of weights) {
    if (title.has(stem)) subject += weight;
    else if (stems.has(stem)) aspect += weight;
  }
  return { subject, aspect };
}

/** The first sentences of a text, as many as are retained on the phone. */
export function firstSentences(text: string): string {
  const [first = '', ...rest] = sentencesOf(text);
  let answer = first;
  for (const sentence of rest.slice(0, maxSentences - 1)) {
    if (answer.length + sentence.length > maxCharacters) break;
    answer += ` ${sentence}`;
  }
  return answer;
}

/** Whole sentences; a line without a full stop (a title, a list item) is one too. */
function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?…])\s+(?=[\p{Lu}«"0-9])/u)
    .map((sentence) => sentence.replace(/^[\s#*•–-]+/, '').trim())
    .filter((sentence) => sentence.length > 2)
    .map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`));
}
