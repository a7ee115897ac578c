import { createPhraseBook } from './phrases.ts';
import { type Intent, intentPhrases } from './tables/intent-phrases.ts';
import { readWords, type Token } from './tokens.ts';

export type { Intent };

export interface DetectedIntent {
  intent: Intent;
  /** 0 to 1: how much of what was said speaks for it. 0 for `none`. */
  confidence: number;
}

const book = createPhraseBook(intentPhrases);
const order = Object.keys(intentPhrases) as Exclude<Intent, 'none'>[];

/** Denying these leaves no request: « je ne veux pas annuler ». */
const deniable = new Set<Intent>([
  'cancel',
  'move',
  'book',
  'person',
  'leave-details',
  'emergency',
]);
/** These words ask to repeat only when they stand alone: « comment ? », « pardon ? ». */
const aloneOnly = new Set(['comment', 'pardon', 'quoi', 'vous dites']);
/** How far before a request its denial may stand, in words. */
const denialReach = 3;

/**
 * What the caller wants, by what they say. Safety wins over everything, a request wins over politeness (« bonjour je voudrais
 * annuler, merci »); a denied request is none.
 */
export function detectIntent(text: string): DetectedIntent {
  const words = readWords(text);
  const found = new Map<Intent, number>();
  for (let at = 0; at < words.length; at += 1) {
    const match = book.matchAt(words, at);
    const isUsed =
      match !== undefined &&
      !(deniable.has(match.meaning) && isDenied(words, at)) &&
      !(aloneOnly.has(match.phrase) && words.length > match.length + 1);
    if (isUsed) found.set(match.meaning, (found.get(match.meaning) ?? 0) + match.length);
  }
  const intent = order.find((candidate) => found.has(candidate));
  if (intent === undefined)
    return {
      intent: endsAsQuestion(text) ? 'question' : 'none',
      confidence: endsAsQuestion(text) ? 0.5 : 0,
    };
  return {
    intent: settle(intent, found),
    confidence: confidenceOf(found.get(intent) ?? 0, words.length),
  };
}

/** « merci, au revoir » takes leave. */
function settle(intent: Intent, found: ReadonlyMap<Intent, number>): Intent {
  if (intent === 'thanks' && found.has('goodbye')) return 'goodbye';
  return intent;
}

function confidenceOf(matchedWords: number, allWords: number): number {
  const share = matchedWords / Math.max(allWords, 1);
  return Math.min(1, 0.6 + 0.4 * share);
}

function isDenied(words: readonly Token[], at: number): boolean {
  for (let back = 1; back <= denialReach; back += 1) {
    const word = words[at - back];
    if (word === undefined) return false;
    if (word.folded === 'pas' || word.folded === 'jamais') return true;
    if (words[at - back + 1]?.joiner === 'break') return false;
  }
  return false;
}

function endsAsQuestion(text: string): boolean {
  return text.trimEnd().endsWith('?') && text.trim().length > 8;
}
