import { monthName } from './calendar-words.ts';
import { speakEmail } from './speak-email.ts';
import { dayNumber } from './speak-date-time.ts';
import { speakOrdinal } from './speak-number.ts';
import { speakPhone } from './speak-phone.ts';
import { removeMarkup } from './remove-markup.ts';
import { abbreviations, spelledAcronyms, units } from './tables/spoken-abbreviations.ts';

/** Longest text that is made speakable, in characters: far more than a turn of the callbot. */
const maxLength = 4_000;

/**
 * A written text as a voice should read it: no markdown, no emoji, lists as sentences, and words for what voices read wrongly:
 * e-mails, phone numbers, web addresses, hours, dates, amounts, percentages, ordinals, abbreviations, acronyms. What is speakable
 * already comes back unchanged.
 */
export function toSpeakable(text: string): string {
  let spoken = removeMarkup(text.slice(0, maxLength));
  for (const { pattern, speak } of rules) spoken = spoken.replace(pattern, speak);
  return tidy(speakAbbreviations(spoken));
}

interface Rule {
  pattern: RegExp;
  speak: (...groups: string[]) => string;
}

/** In order: what holds other forms inside (addresses, numbers with signs) comes first. Every pattern is linear. */
const rules: readonly Rule[] = [
  {
    pattern: /[a-z0-9][\w.+-]{0,63}@[a-z0-9][a-z0-9.-]{0,250}[a-z0-9]/gi,
    speak: (all) => speakEmail(all),
  },
  { pattern: /\b(?:https?:\/\/|www\.)[^\s,;!()<>«»]{1,300}/gi, speak: (all) => speakUrl(all) },
  {
    pattern: /(?<![@\w.-])[a-z0-9][a-z0-9-]{0,60}\.(?:fr|com|net|org|eu)(?![\w-])/gi,
    speak: (all) => speakUrl(all),
  },
  {
    pattern: /(?<![\d+])(?:\+33[ .]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)/g,
    speak: (all) => speakPhone(all),
  },
  {
    pattern: /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g,
    speak: (all, day, month, year) => speakDateDigits(all, day, month, year),
  },
  {
    pattern: /\b(\d{1,2}) ?(?:h|:)(?: ?(\d{2}))?(?![\p{L}\d])/gu,
    speak: (all, hour, minute) => speakHour(all, hour, minute),
  },
  {
    pattern: /(\d{1,2} heures?(?: \d{1,2})?) ?[-–] ?(?=\d{1,2} heure)/g,
    speak: (_, from = '') => `${from} à `,
  },
  { pattern: /(\d)[ \u00a0\u202f](?=\d{3}(?!\d))/g, speak: (_, digit = '') => digit },
  {
    pattern: /(\d+)(?:,(\d{1,2}))? ?(?:€|euros?\b|EUR\b)/g,
    speak: (_, euros, cents) => speakEuros(euros, cents),
  },
  { pattern: /(\d) ?%/g, speak: (_, digit = '') => `${digit} pour cent` },
  {
    pattern: /\b1(er|re|ère)\b/g,
    speak: (_, suffix) => speakOrdinal(1, suffix === 'er' ? 'masculine' : 'feminine'),
  },
  {
    pattern: /\b(\d{1,4})(?:e|ème|eme|ième)(?![\p{L}\d])/gu,
    speak: (_, number = '') => speakPlace(number),
  },
  {
    pattern: /(\d) ?(km|cm|kg|min|mn|m²|Go|Mo|m|g)(?![\p{L}\d²])/gu,
    speak: (_, digit = '', unit = '') => `${digit} ${units[unit] ?? unit}`,
  },
  {
    pattern: /\b(\d+),(\d+)\b/g,
    speak: (_, whole = '', decimals = '') => `${whole} virgule ${decimals}`,
  },
  { pattern: / & /g, speak: () => ' et ' },
  {
    pattern: /([A-Za-z])\+(\d)/g,
    speak: (_, letter = '', digit = '') => `${letter} plus ${digit}`,
  },
];

function speakUrl(url: string): string {
  const clean = url.replace(/[.?)]+$/, '');
  const tail = url.slice(clean.length).slice(0, 1);
  const host =
    clean
      .replace(/^https?:\/\//i, '')
      .replace(/^www\./i, '')
      .split(/[/?#]/)[0] ?? '';
  const spoken = host
    .split('.')
    .map((part) => part.replaceAll('-', ' tiret '))
    .join(' point ');
  return spoken.replace(/ point fr$/i, ' point F R') + tail;
}

function speakDateDigits(all: string, day = '', month = '', year = ''): string {
  const number = Number(month);
  if (number < 1 || number > 12 || Number(day) < 1 || Number(day) > 31) return all;
  return `${dayNumber(Number(day))} ${monthName(number)} ${year}`;
}

function speakHour(all: string, hour = '', minute: string | undefined): string {
  if (Number(hour) > 24 || Number(minute ?? 0) > 59) return all;
  const isClock = all.includes('h') || minute !== undefined;
  if (!isClock) return all;
  const unit = Number(hour) <= 1 ? 'heure' : 'heures';
  const rest = Number(minute ?? 0);
  return `${Number(hour)} ${unit}${rest === 0 ? '' : ` ${rest}`}`;
}

function speakEuros(euros = '', cents: string | undefined): string {
  const unit = Number(euros) < 2 ? 'euro' : 'euros';
  const rest = Number((cents ?? '').padEnd(2, '0'));
  if (Number(euros) === 0 && rest > 0) return `${rest} centime${rest > 1 ? 's' : ''}`;
  return `${euros} ${unit}${rest === 0 ? '' : ` ${rest}`}`;
}

function speakPlace(number: string): string {
  return Number(number) < 1 ? number : speakOrdinal(Number(number));
}

const shorts = new Map(abbreviations.map(({ short, full }) => [short, full]));

/** Word by word, so that no abbreviation is found inside a word. */
function speakAbbreviations(text: string): string {
  return text
    .replaceAll('p. ex.', 'par exemple')
    .replaceAll('c.-à-d.', "c'est-à-dire")
    .replace(/[\p{L}°]+\.?/gu, (word, offset: number) => speakWord(word, text, offset));
}

function speakWord(word: string, text: string, offset: number): string {
  const bare = word.endsWith('.') ? word.slice(0, -1) : word;
  const isTitle = bare === 'M' || bare === 'MM';
  if (isTitle)
    return word.endsWith('.') &&
      /^ \p{Lu}/u.test(text.slice(offset + word.length, offset + word.length + 2))
      ? (shorts.get(word) ?? word)
      : word;
  const dotted = shorts.get(word);
  if (dotted !== undefined)
    return isLastWord(text, offset + word.length) && word.endsWith('.') ? `${dotted}.` : dotted;
  const full = shorts.get(bare);
  if (full !== undefined) return full + word.slice(bare.length);
  return spelledAcronyms.has(bare) ? [...bare].join(' ') + word.slice(bare.length) : word;
}

function isLastWord(text: string, end: number): boolean {
  return /^\s*(?:$|\n|\p{Lu})/u.test(text.slice(end, end + 4));
}

function tidy(text: string): string {
  return text
    .replace(/[ \t\u00a0\u202f]+/g, ' ')
    .replace(/ ([,.])/g, '$1')
    .replace(/([,.;:!?])(?:,|\.(?!\.))+/g, '$1')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n+/g, ' ')
    .trim();
}
