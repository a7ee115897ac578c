const units =
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'.split(
    ' ',
  );
const tenNames = ['', '', 'vingt', 'trente', 'quarante', 'cinquante', 'soixante'];

/** A whole number from 0 to 999,999,999 in words, as in France: « quatre-vingt-dix-huit ». @throws TypeError for any other. */
export function speakInteger(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > 999_999_999)
    throw new TypeError(`Expected a whole number from 0 to 999999999, got ${value}`);
  const millions = Math.floor(value / 1_000_000);
  const thousands = Math.floor(value / 1_000) % 1_000;
  const rest = value % 1_000;
  const parts: string[] = [];
  if (millions > 0)
    parts.push(`${belowThousand(millions, true)} million${millions > 1 ? 's' : ''}`);
  // « mille » stands alone for one thousand, and before it « cent » and « vingt » take no s.
  if (thousands > 0)
    parts.push(thousands === 1 ? 'mille' : `${belowThousand(thousands, false)} mille`);
  if (rest > 0 || parts.length === 0) parts.push(belowThousand(rest, true));
  return parts.join(' ');
}

/** Any number of at most 9 decimals, decimals after « virgule »: « moins trois virgule zéro cinq ». */
export function speakNumber(value: number): string {
  if (value < 0) return `moins ${speakNumber(-value)}`;
  const whole = Math.trunc(value);
  const decimals = value === whole ? '' : (value.toFixed(9).split('.')[1] ?? '').replace(/0+$/, '');
  return decimals === ''
    ? speakInteger(whole)
    : `${speakInteger(whole)} virgule ${speakDecimals(decimals)}`;
}

/** Leading zeros one by one, then a number when it is short, else digit by digit. */
function speakDecimals(decimals: string): string {
  const zeros = decimals.length - decimals.replace(/^0+/, '').length;
  const rest = decimals.slice(zeros);
  const spoken = rest.length <= 3 ? [speakInteger(Number(rest))] : [...rest].map(speakDigit);
  return [...Array<string>(zeros).fill('zéro'), ...spoken].join(' ');
}

/** One digit, `'0'` to `'9'`. */
export function speakDigit(digit: string): string {
  return speakInteger(Number(digit));
}

/** « premier », « première », « deuxième », « vingt et unième », « quatre-vingtième ». @throws TypeError below 1. */
export function speakOrdinal(
  value: number,
  gender: 'masculine' | 'feminine' = 'masculine',
): string {
  if (value < 1) throw new TypeError(`Expected an ordinal from 1, got ${value}`);
  if (value === 1) return gender === 'masculine' ? 'premier' : 'première';
  const cardinal = speakInteger(value);
  if (cardinal.endsWith('cinq')) return `${cardinal}uième`;
  if (cardinal.endsWith('neuf')) return `${cardinal.slice(0, -1)}vième`;
  const stem = /(cents|vingts|millions|e)$/.test(cardinal) ? cardinal.slice(0, -1) : cardinal;
  return `${stem}ième`;
}

function belowThousand(value: number, isLast: boolean): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  if (hundreds === 0) return belowHundred(rest, isLast);
  const plural = hundreds > 1 && rest === 0 && isLast ? 's' : '';
  const hundred = `${hundreds === 1 ? '' : `${units[hundreds] ?? ''} `}cent${plural}`;
  return rest === 0 ? hundred : `${hundred} ${belowHundred(rest, isLast)}`;
}

function belowHundred(value: number, isLast: boolean): string {
  if (value < 20) return units[value] ?? '';
  if (value >= 80) {
    if (value === 80) return isLast ? 'quatre-vingts' : 'quatre-vingt';
    return `quatre-vingt-${units[value - 80] ?? ''}`;
  }
  const ten = value >= 70 ? 6 : Math.floor(value / 10);
  const unit = value - ten * 10;
  const name = tenNames[ten] ?? '';
  if (unit === 0) return name;
  return unit === 1 || unit === 11
    ? `${name} et ${units[unit] ?? ''}`
    : `${name}-${units[unit] ?? ''}`;
}
