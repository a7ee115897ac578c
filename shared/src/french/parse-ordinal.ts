import { readCardinal } from './number-words.ts';
import { readWords, type Token } from './tokens.ts';

/** The cardinals that ordinals are made of, by stem. */
const stems: Readonly<Record<string, string>> = {
  un: 'un',
  deux: 'deux',
  trois: 'trois',
  quatr: 'quatre',
  cinqu: 'cinq',
  six: 'six',
  sept: 'sept',
  huit: 'huit',
  neuv: 'neuf',
  dix: 'dix',
  onz: 'onze',
  douz: 'douze',
  treiz: 'treize',
  quatorz: 'quatorze',
  quinz: 'quinze',
  seiz: 'seize',
  vingt: 'vingt',
  trent: 'trente',
  quarant: 'quarante',
  cinquant: 'cinquante',
  soixant: 'soixante',
  septant: 'septante',
  huitant: 'huitante',
  octant: 'octante',
  nonant: 'nonante',
  cent: 'cent',
  mill: 'mille',
  million: 'millions',
};

const firsts = new Set(['premier', 'premiere', 'premiers', 'premieres']);
const seconds = new Set(['second', 'seconde', 'seconds', 'secondes']);
const lasts = new Set(['dernier', 'derniere', 'derniers', 'dernieres']);
const suffixes = new Set(['er', 're', 'ere', 'e', 'eme', 'ieme', 'nd', 'nde', 'd', 'de']);

/** The place that a text names: « le premier » is 1, « la vingt et unième » 21, « le dernier » `'last'`. Undefined when it names none. */
export function parseOrdinal(text: string): number | 'last' | undefined {
  const words = readWords(text);
  for (const [at, word] of words.entries()) {
    if (lasts.has(word.folded)) return 'last';
    if (firsts.has(word.folded)) return 1;
    if (seconds.has(word.folded) && !isTimeUnit(words, at)) return 2;
    const value = digitOrdinal(words, at) ?? wordOrdinal(words, at);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** « une seconde » is a wait. */
function isTimeUnit(words: readonly Token[], at: number): boolean {
  return /^(une|deux|quelques|petite|petites|\d+)$/.test(words[at - 1]?.folded ?? '');
}

/** « 1er », « 2e », « 3ème ». */
function digitOrdinal(words: readonly Token[], at: number): number | undefined {
  const word = words[at];
  const suffix = words[at + 1];
  if (word?.kind !== 'number' || suffix?.joiner !== 'glued') return undefined;
  return suffixes.has(suffix.folded) ? Number(word.text.slice(0, 9)) : undefined;
}

/** The words up to one that ends in « -ième », read as a cardinal. */
function wordOrdinal(words: readonly Token[], at: number): number | undefined {
  const stem = ordinalStem(words[at]);
  if (stem === undefined) return undefined;
  for (let start = Math.max(0, at - 14); start <= at; start += 1) {
    const tokens = words
      .slice(start, at + 1)
      .map((word, index, all) =>
        index === all.length - 1 ? { ...word, folded: stem, text: stem } : word,
      );
    const reading = readCardinal(tokens, 0);
    if (reading?.next === tokens.length) return reading.value;
  }
  return undefined;
}

function ordinalStem(word: Token | undefined): string | undefined {
  const match = /^([a-z]+)iemes?$/.exec(word?.folded ?? '');
  return match === null ? undefined : stems[match[1] ?? ''];
}
