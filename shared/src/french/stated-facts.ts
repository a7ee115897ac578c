import { monthNames } from './calendar-words.ts';
import { wordAt } from './number-words.ts';
import { parseAmountCents } from './parse-amount.ts';
import { readDecimal } from './parse-number.ts';
import { splitPhrases } from './split-sentences.ts';
import { fold, readWords, type Token } from './tokens.ts';

export type FactKind = 'amount' | 'share' | 'duration' | 'count' | 'date' | 'year' | 'diploma';

/** Something in a text that is either so or not, in one form for all its wordings: « un an », « 12 mois » and « douze mois » are one. */
export interface StatedFact {
  readonly kind: FactKind;
  readonly value: string;
}

/**
 * The prices, shares, durations, counted places, dates, years and diplomas that a French text names. Times of day and minutes are
 * left out: they are an appointment's.
 */
export function statedFacts(text: string): readonly StatedFact[] {
  return factsIn(text, { isSource: false });
}

/** Tells which facts of a phrase no source has. */
export function createFactCheck(
  sources: readonly string[],
): (phrase: string) => readonly StatedFact[] {
  const known = new Set(
    sources.flatMap((source) => factsIn(source, { isSource: true })).map(keyOf),
  );
  return (phrase) => statedFacts(phrase).filter((fact) => !known.has(keyOf(fact)));
}

function keyOf({ kind, value }: StatedFact): string {
  return `${kind} ${value}`;
}

/** Long sentences stay whole, so that a number keeps its unit. */
const wholeSentences = { firstClauseMinLength: 600, clauseMinLength: 600, maxLength: 1_200 };

function factsIn(text: string, { isSource }: { readonly isSource: boolean }): StatedFact[] {
  return splitPhrases(text, wholeSentences).flatMap((sentence) => {
    const plain = sentence.replace(/(?<=\d)[   .](?=\d{3}(?!\d))/g, '');
    const folded = fold(plain);
    return [
      ...(moneyWords.test(folded) ? amountsIn(plain) : []),
      ...(measureWords.test(folded) ? measuresIn(plain) : []),
      ...diplomasIn(plain, isSource),
    ];
  });
}

/** Most sentences state nothing of the kind: reading them for numbers is left out. */
const moneyWords = /€|\beur|centime|balles/;

function measuresIn(sentence: string): StatedFact[] {
  const words = readWords(sentence.replace(/(\d)[,.](?=\d)/g, '$1 virgule '));
  return words.flatMap((_, at) => [...measuresAt(words, at), ...datesAt(words, at)]);
}

function amountsIn(sentence: string): StatedFact[] {
  return sentence
    .split(/(?<!\d)[,.;:!?]|[,.;:!?](?!\d)|\bet\b|\bou\b|\bsoit\b|\n/)
    .flatMap((piece): StatedFact[] => {
      const cents = parseAmountCents(piece);
      return cents === undefined ? [] : [{ kind: 'amount', value: String(cents) }];
    });
}

interface Unit {
  readonly kind: 'duration' | 'count';
  readonly name: string;
  readonly times: number;
}

const units: ReadonlyMap<string, Unit> = new Map([
  ...unit('duration', 'month', 12, 'an ans annee annees'),
  ...unit('duration', 'month', 6, 'semestre semestres'),
  ...unit('duration', 'month', 3, 'trimestre trimestres'),
  ...unit('duration', 'month', 1, 'mois'),
  ...unit('duration', 'day', 7, 'semaine semaines'),
  ...unit('duration', 'day', 1, 'jour jours'),
  ...unit('count', 'place', 1, 'place places'),
  ...unit('count', 'student', 1, 'etudiant etudiants eleve eleves'),
  ...unit('count', 'campus', 1, 'campus'),
  ...unit('count', 'payment', 1, 'mensualites versements fois'),
  ...unit('count', 'credit', 1, 'credits ects'),
]);

function unit(kind: Unit['kind'], name: string, times: number, words: string): [string, Unit][] {
  return words.split(' ').map((word) => [word, { kind, name, times }]);
}

const measureWords = new RegExp(
  `%|pour cent|\\b20\\d\\d\\b|\\b(?:${[...units.keys(), ...monthNames.map(fold)].join('|')})\\b`,
);

/** « cinq pour cent », « deux ans », « 12 places », « 2027 ». « un jour » and « une fois » are no measures. */
function measuresAt(words: readonly Token[], at: number): StatedFact[] {
  const reading = readDecimal(words, at);
  if (reading === undefined || isInsideNumber(words, at)) return [];
  const { value, next } = reading;
  const after = wordAt(words, next) ?? words[next]?.text ?? '';
  if (after === '%' || (after === 'pour' && wordAt(words, next + 1) === 'cent'))
    return [{ kind: 'share', value: String(value) }];
  const measured = units.get(after);
  if (measured !== undefined) {
    const { kind, name, times } = measured;
    const isIdiom = value === 1 && times === 1 && name !== 'month';
    return isIdiom ? [] : [{ kind, value: `${value * times} ${name}` }];
  }
  return value >= 2_000 && value < 2_100 && words[at]?.kind === 'number'
    ? [{ kind: 'year', value: String(value) }]
    : [];
}

/** « dix » of « quatre-vingt-dix ». */
function isInsideNumber(words: readonly Token[], at: number): boolean {
  return [1, 2, 3, 4, 5].some((back) => (readDecimal(words, at - back)?.next ?? 0) > at);
}

const months: ReadonlyMap<string, number> = new Map(
  monthNames.map((name, index) => [fold(name), index + 1]),
);

/** « 15 septembre », « premier octobre »; the month alone counts too. */
function datesAt(words: readonly Token[], at: number): StatedFact[] {
  const month = months.get(words[at]?.folded ?? '');
  if (month === undefined) return [];
  const alone = { kind: 'date', value: `month ${month}` } as const;
  const before = wordAt(words, at - 1);
  if (before === 'premier' || before === 'er')
    return [alone, { kind: 'date', value: `1 ${month}` }];
  for (const start of [at - 3, at - 2, at - 1]) {
    const day = start < 0 ? undefined : readDecimal(words, start);
    if (day?.next === at && day.value >= 1 && day.value <= 31)
      return [alone, { kind: 'date', value: `${day.value} ${month}` }];
  }
  return [alone];
}

const diplomas =
  /\b(cap|bep|bts|but|dut|deust|licence|bachelor|master|mastere|mba|doctorat|titre professionnel)\b/g;
/** What stands between a diploma and its name. */
const links = /^(?: (?:en|de|du|des|mention|option|specialite|professionnelle?)\b| d'| l')*[ ]*/;

/**
 * « BTS Communication »: the diploma, and with its name where a capital tells that it is one. In a source any word that follows may
 * be its name.
 */
function diplomasIn(sentence: string, isSource: boolean): StatedFact[] {
  const original = sentence.normalize('NFC').replaceAll('’', "'").replace(/\s+/g, ' ');
  const folded = foldEach(original);
  return [...folded.matchAll(diplomas)].flatMap(({ 0: diploma, index }): StatedFact[] => {
    // « but » and « master » are words too: a diploma's short name is written in capitals, or stands before its name.
    const isCapital = /^\p{Lu}/u.test(original.slice(index));
    if (diploma === 'but' && !/^BUT\b/.test(original.slice(index))) return [];
    const afterAt = index + diploma.length;
    const nameAt = afterAt + (links.exec(folded.slice(afterAt))?.[0].length ?? 0);
    const name = /^[a-z]+/.exec(folded.slice(nameAt))?.[0];
    const isNamed = isSource || (isCapital && /^\p{Lu}/u.test(original.slice(nameAt)));
    const named =
      name !== undefined && isNamed
        ? [{ kind: 'diploma', value: `${diploma} ${name.slice(0, 6)}` } as const]
        : [];
    return [{ kind: 'diploma', value: diploma }, ...named];
  });
}

/** Folded character by character, so that places stay the same. */
function foldEach(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const folded = fold(text.charAt(at));
    return folded.length === 1 ? folded : 'o';
  }).join('');
}
