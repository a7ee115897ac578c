import { type DigitReading, readDigitRun, readFirstGroup } from './digit-readings.ts';
import { wordAt } from './number-words.ts';
import { toE164 } from './phone-plan.ts';
import { readWords, type Token } from './tokens.ts';

export interface PhoneReading {
  /** Digits so far, as dialled, with a leading `+` when an international prefix was said. */
  digits: string;
  /** True when nothing more is expected. */
  isComplete: boolean;
  /** Only when complete and possible: `+33639981234`. */
  e164: string | undefined;
  /** True when the words could also be read as another number: read it back before it is used. */
  isAmbiguous: boolean;
  /** True when there are more digits than any number has. */
  isTooLong: boolean;
}

const nationalLength = 10;
const maxDigits = 17;
/** Readings that are carried from one piece of a dictation to the next. */
const beam = 6;

/** Words after which what was said before is taken back. */
const corrections = new Set(
  'non pardon plutot enfin rectification erreur desole desolee corrige trompe'.split(' '),
);
/** Words after which the number starts again. */
const restarts = new Set('recommence reprends reprenons recommencons repete'.split(' '));

/**
 * The phone number that a text dictates, in pairs, digit by digit, with corrections (« non, trente-cinq pas trente-six »), French
 * unless a prefix says otherwise. `soFar` are the digits of earlier turns, which the text goes on with or corrects.
 */
export function parsePhone(text: string, options: { soFar?: string } = {}): PhoneReading {
  const pieces = splitDictation(readWords(text));
  const soFar = options.soFar ?? '';
  let heard: Heard = {
    readings: [{ digits: soFar, cost: 0 }],
    lastGroup: '',
    gapAt: undefined,
    isGuessed: false,
  };
  for (const [index, piece] of pieces.entries())
    heard = applyPiece(heard, piece, pieces[index + 1]);
  return choose(heard);
}

interface Heard {
  readings: DigitReading[];
  /** The digits said last in this turn: what a correction replaces. */
  lastGroup: string;
  /** Where digits were taken out, so that the next ones go there. */
  gapAt: number | undefined;
  /** True when a correction did not say what it corrects. */
  isGuessed: boolean;
}

interface Piece {
  kind: 'digits' | 'correction' | 'denied' | 'restart';
  readings: DigitReading[];
  /** True when a comma stands before the « pas » of denied digits. */
  isApart: boolean;
}

/** Cuts a dictation into runs of digits, and tells what each run does to what was heard before. */
function splitDictation(words: readonly Token[]): Piece[] {
  const pieces: Piece[] = [];
  let kind: Piece['kind'] = 'digits';
  let prefix = '';
  let isApart = false;
  for (let at = 0; at < words.length;) {
    const word = wordAt(words, at) ?? '';
    if (word === 'plus' || word === '+') prefix = '+';
    const denied = kind === 'denied' ? readFirstGroup(words, at) : undefined;
    const run =
      denied === undefined
        ? readDigitRun(words.slice(at, at + 130), { groupDigits: 2, maxDigits })
        : { readings: [{ digits: denied.digits, cost: 0 }], next: denied.next - at };
    if (run.readings.length === 0) {
      kind = nextKind(kind, word);
      if (word === 'pas') isApart = words[at]?.joiner === 'break';
      at += Math.max(run.next, 1);
      continue;
    }
    pieces.push({ kind, readings: withPrefix(run.readings, prefix), isApart });
    kind = 'digits';
    prefix = '';
    at += run.next;
  }
  return pieces;
}

function nextKind(kind: Piece['kind'], word: string): Piece['kind'] {
  if (restarts.has(word)) return 'restart';
  if (word === 'pas') return 'denied';
  if (corrections.has(word)) return kind === 'restart' ? kind : 'correction';
  return kind;
}

function withPrefix(readings: DigitReading[], prefix: string): DigitReading[] {
  return prefix === '' ? readings : readings.map((r) => ({ ...r, digits: prefix + r.digits }));
}

function applyPiece(heard: Heard, piece: Piece, next: Piece | undefined): Heard {
  const said = bestOf(piece.readings);
  if (piece.kind === 'restart' || bestOf(heard.readings) === '') {
    return piece.kind === 'denied' ? heard : startAgain(piece);
  }
  if (piece.kind === 'denied') return deny(heard, said, piece.isApart && next?.kind === 'digits');
  if (isWholeNumber(piece.readings) || said.startsWith('+')) return startAgain(piece);
  if (heard.gapAt !== undefined) return fillGap(heard, piece, heard.gapAt);
  if (piece.kind !== 'correction') return append(heard, piece);
  const isSubstitution = next?.kind === 'denied' && holds(heard, bestOf(next.readings));
  return isSubstitution ? append(heard, piece) : correct(heard, piece);
}

function bestOf(readings: readonly DigitReading[]): string {
  return readings[0]?.digits ?? '';
}

function holds(heard: Heard, digits: string): boolean {
  return heard.lastGroup !== digits && bestOf(heard.readings).includes(digits);
}

function startAgain(piece: Piece): Heard {
  return fixed(piece.readings, lastPairOf(bestOf(piece.readings)));
}

function fixed(readings: DigitReading[], lastGroup: string, gapAt?: number): Heard {
  return { readings, lastGroup, gapAt, isGuessed: false };
}

function isWholeNumber(readings: readonly DigitReading[]): boolean {
  const said = bestOf(readings);
  return said.length >= nationalLength && toE164(said) !== undefined;
}

function append(heard: Heard, piece: Piece): Heard {
  const readings = heard.readings.slice(0, beam).flatMap((before) =>
    piece.readings.slice(0, beam).map((after) => ({
      digits: (before.digits + after.digits).slice(0, 2 * maxDigits),
      cost: before.cost + after.cost,
    })),
  );
  readings.sort((a, b) => a.cost - b.cost);
  return { ...heard, readings, lastGroup: lastPairOf(bestOf(piece.readings)) };
}

/** « …trente-six, non, trente-cinq »: the new group takes the place of the last one; a new start replaces all. */
function correct(heard: Heard, piece: Piece): Heard {
  const said = bestOf(piece.readings);
  const before = bestOf(heard.readings);
  if (said.length >= 4 && said.startsWith('0') && before.startsWith(said.slice(0, 2)))
    return startAgain(piece);
  const lastLength = heard.lastGroup === '' ? Math.min(said.length, 2) : heard.lastGroup.length;
  const kept = before.slice(0, Math.max(0, before.length - (said.length === 1 ? 1 : lastLength)));
  const readings = piece.readings.map((r) => ({ digits: kept + r.digits, cost: r.cost }));
  return { ...fixed(readings, lastPairOf(said)), isGuessed: heard.lastGroup === '' };
}

/**
 * « trente-cinq pas trente-six »: the digits said last are right and replace those denied, wherever they stood last. « …, pas
 * trente-six, trente-cinq »: those denied are taken out, and the next ones go there (`opensGap`).
 */
function deny(heard: Heard, denied: string, opensGap: boolean): Heard {
  const digits = bestOf(heard.readings);
  const right = opensGap || heard.lastGroup === denied ? '' : heard.lastGroup;
  const body = digits.slice(0, digits.length - right.length);
  const at = pairIndexOf(body, denied);
  if (at < 0) return heard;
  const without = body.slice(0, at) + right + body.slice(at + denied.length);
  return fixed([{ digits: without, cost: 0 }], right, right === '' ? at : undefined);
}

function fillGap(heard: Heard, piece: Piece, gapAt: number): Heard {
  const digits = bestOf(heard.readings);
  const readings = piece.readings.map((r) => ({
    digits: digits.slice(0, gapAt) + r.digits + digits.slice(gapAt),
    cost: r.cost,
  }));
  return fixed(readings, lastPairOf(bestOf(piece.readings)));
}

/** Where a group stands last, at the start of a pair if it can be found there. */
function pairIndexOf(digits: string, group: string): number {
  const offset = digits.startsWith('+33') ? 1 : 0;
  for (let at = digits.length - group.length; at >= 0; at -= 1) {
    if ((at + offset) % 2 === 0 && digits.startsWith(group, at)) return at;
  }
  return digits.lastIndexOf(group);
}

function lastPairOf(digits: string): string {
  return digits.slice(digits.length % 2 === 0 ? -2 : -1);
}

/**
 * The reading that a listener would write down wins, unless it has an odd number of digits: then one of the others may make a whole
 * number (« zéro quatre vingt douze trente quarante » is 04 20 12 30 40), which has to be read back.
 */
function choose(heard: Heard): PhoneReading {
  const [natural] = heard.readings;
  if (natural === undefined) return partial('');
  const isNatural = e164Of(natural.digits) !== undefined;
  const isOdd = natural.digits.length % 2 === 1 && !natural.digits.startsWith('+');
  const complete = heard.readings.filter(
    ({ digits, cost }) => e164Of(digits) !== undefined && cost - natural.cost < farFetched,
  );
  const best = isNatural ? natural : isOdd ? complete[0] : undefined;
  if (best === undefined) return partial(natural.digits);
  const rival = complete.find((r) => r.digits !== best.digits && r.cost - best.cost < 0.5);
  return {
    digits: best.digits,
    isComplete: true,
    e164: e164Of(best.digits),
    isAmbiguous: heard.isGuessed || !isNatural || rival !== undefined,
    isTooLong: false,
  };
}

/** A reading that costs so much more cuts numbers that were written with a hyphen. */
const farFetched = 5;

/** Callers leave the zero of a mobile number out: « six trente-neuf… ». */
function e164Of(digits: string): string | undefined {
  return toE164(/^[67]\d{8}$/.test(digits) ? `0${digits}` : digits);
}

function partial(digits: string): PhoneReading {
  const isForeign = digits.startsWith('+') || digits.startsWith('00');
  const isTooLong = digits.length > (isForeign ? maxDigits : nationalLength);
  const isComplete = !isForeign && digits.length >= nationalLength;
  return { digits, isComplete, e164: undefined, isAmbiguous: false, isTooLong };
}
