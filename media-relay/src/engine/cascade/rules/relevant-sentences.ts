/** Words that say nothing about what a question is about. */
const emptyWords = new Set(
  `quel quelle quels quelles combien comment pourquoi quand est-ce que est-il est-elle avez-vous vous nous votre vos notre nos dans
  pour avec sans sont etre etes avoir aura cette cela celui celle elle elles leur leurs plus moins tres bien aussi faire fait faut
  peut peux puis-je voudrais souhaite aimerais savoir dire temps chez depuis comme entre meme tout tous toute toutes bonjour merci
  question alors donc`.split(/\s+/),
);
const maxSentences = 3;
/** About twelve seconds of speech; a caller on the phone retains no more. */
const maxCharacters = 240;

/**
 * The sentences of retrieved passages that speak of what was asked, at most three, in the order of their text. The first passage
 * is the retriever's best; a later one must match the question better to be heard.
 */
export function relevantSentences(passages: readonly string[], question: string): string {
  const asked = new Set(stemsOf(question));
  const sentences = passages
    .flatMap((text, passage) =>
      sentencesOf(text).map((sentence, index) => ({ sentence, passage, index })),
    )
    .map((entry, order) => ({ ...entry, order, score: score(entry, asked) }));
  const best = [...sentences].sort((a, b) => b.score - a.score || a.order - b.order);
  const chosen = best.slice(0, 1);
  for (const entry of best.slice(1)) {
    const length = chosen.reduce((sum, { sentence }) => sum + sentence.length, 0);
    const isWorth = entry.score >= Math.max(1, (chosen[0]?.score ?? 0) / 2);
    if (chosen.length < maxSentences && isWorth && length + entry.sentence.length <= maxCharacters)
      chosen.push(entry);
  }
  return chosen
    .sort((a, b) => a.order - b.order)
    .map(({ sentence }) => sentence)
    .join(' ');
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

function score(
  { sentence, passage }: { sentence: string; passage: number },
  asked: ReadonlySet<string>,
): number {
  const matches = new Set(stemsOf(sentence).filter((stem) => asked.has(stem))).size;
  return matches - passage * 0.5;
}

/** Whole sentences; a line without a full stop (a title, a list item) is one too. */
function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?…])\s+(?=[\p{Lu}«"0-9])/u)
    .map((sentence) => sentence.replace(/^[\s#*•–-]+/, '').trim())
    .filter((sentence) => sentence.length > 2)
    .map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`));
}

/** Rough stems: endings and accents off, so that « durée » meets « dure » and « tarifs » meets « tarif ». */
function stemsOf(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .filter((word) => word.length > 2 && !emptyWords.has(word))
    .flatMap((word) => {
      const stem = word.replace(/(ements?|ations?|ables?|ees?|es|er|ez|s|e)$/, '').slice(0, 7);
      return [synonyms[stem] ?? stem];
    });
}

/** The same thing in a caller's words and in a brochure's. */
const synonyms: Readonly<Record<string, string>> = {
  cout: 'prix',
  coute: 'prix',
  tarif: 'prix',
  euro: 'prix',
  euros: 'prix',
  paye: 'prix',
  pay: 'prix',
  moi: 'dur',
  mois: 'dur',
  heur: 'dur',
  semain: 'dur',
  longtem: 'dur',
  cpf: 'financ',
  finance: 'financ',
  diplom: 'certif',
  titr: 'certif',
  certifi: 'certif',
};
