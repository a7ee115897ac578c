import { createPhraseBook, type PhraseBook } from './phrases.ts';
import { readWishItems } from './read-wish.ts';
import { implicitYesPhrases, type Polarity, yesNoPhrases } from './tables/yes-no-phrases.ts';
import { readWords, type Token } from './tokens.ts';

export type YesNo = 'yes' | 'no' | 'unclear';

export interface YesNoOptions {
  /**
   * What was asked. `confirmation` (default): « C'est bon pour vous ? », where « non non c'est bon » agrees. `offer`: « Voulez-vous
   * un rendez-vous ? », where the same words decline.
   */
  question?: 'confirmation' | 'offer';
  /** True where going along is enough: « je voudrais mardi » accepts the offer of an appointment. */
  allowsImplicitYes?: boolean;
}

const book = createPhraseBook(yesNoPhrases);
const implicitBook = createPhraseBook(implicitYesPhrases);

type Sign = Polarity | 'word';

/**
 * Whether the caller agrees. Negation comes first (« oui enfin non » is a no), an answer with a condition (« oui mais plutôt
 * jeudi ») is unclear: nothing is taken for agreed that was not.
 */
export function parseYesNo(text: string, options: YesNoOptions = {}): YesNo {
  const words = readWords(text, { keepHesitations: true });
  const signs = readSigns(words, book);
  const decided = decide(signs, options.question ?? 'confirmation');
  const isSilent = !signs.some(
    (sign) => sign === 'no' || sign === 'discourse-no' || sign === 'yes',
  );
  if (decided !== 'unclear' || options.allowsImplicitYes !== true || !isSilent) return decided;
  return isImplicitYes(text, words) ? 'yes' : 'unclear';
}

/** Going along: a phrase of interest, or a day that would suit. Doubt is none. */
function isImplicitYes(text: string, words: readonly Token[]): boolean {
  if (words.some((_, at) => implicitBook.matchAt(words, at) !== undefined)) return true;
  const items = readWishItems(text);
  return items.some(({ type }) => ['day', 'time', 'period', 'asap', 'any'].includes(type));
}

function readSigns(words: readonly Token[], phrases: PhraseBook<Polarity>): Sign[] {
  const signs: Sign[] = [];
  for (let at = 0; at < words.length;) {
    const match = phrases.matchAt(words, at);
    if (match !== undefined) signs.push(match.meaning);
    else signs.push(words[at]?.folded === 'pas' ? 'no' : 'word');
    at += match?.length ?? 1;
  }
  return signs;
}

function decide(signs: readonly Sign[], question: 'confirmation' | 'offer'): YesNo {
  const lastUnclear = signs.lastIndexOf('unclear');
  const lastYes = signs.lastIndexOf('yes');
  const lastPlainNo = signs.lastIndexOf('no');
  const lastDiscourseNo = signs.lastIndexOf('discourse-no');
  const lastNo = Math.max(lastPlainNo, lastDiscourseNo);
  if (lastUnclear > Math.max(lastYes, lastNo)) return 'unclear';
  if (lastNo > lastYes) return 'no';
  if (lastYes < 0) return 'unclear';
  if (lastPlainNo < 0 && lastDiscourseNo < 0) return isConditional(signs) ? 'unclear' : 'yes';
  // A yes comes after a no.
  if (isTakenBack(signs, lastNo, lastYes)) return 'yes';
  if (lastPlainNo >= 0) return 'no';
  return question === 'offer' ? 'no' : 'yes';
}

/** « oui mais… », « oui sauf que… »: something follows that the yes does not cover. */
function isConditional(signs: readonly Sign[]): boolean {
  const at = signs.indexOf('but');
  if (at < 0 || !signs.slice(0, at).includes('yes')) return false;
  const rest = signs.slice(at + 1);
  return rest.some((sign) => sign === 'word' || sign === 'content' || sign === 'unclear');
}

/** « non, enfin si, d'accord »: a word of correction stands between the no and the yes. */
function isTakenBack(signs: readonly Sign[], lastNo: number, lastYes: number): boolean {
  return signs.slice(lastNo + 1, lastYes).includes('but');
}
