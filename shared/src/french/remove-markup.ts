/** Emoji, their joiners and selectors, arrows, check marks and other pictures. Digits and signs of the keyboard are kept. */
const pictures =
  /[\p{Extended_Pictographic}\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}\u200D\uFE0E\uFE0F\u20E3←-⇿■-◿✀-➿]/gu;

/**
 * A text without markdown and emoji: headings and list items become sentences, links keep their words, code and tables lose
 * their signs.
 */
export function removeMarkup(text: string): string {
  return text
    .replace(/\r/g, '')
    .replace(pictures, '')
    .split('\n')
    .map(cleanLine)
    .filter((line) => line !== '')
    .join('\n');
}

interface Line {
  text: string;
  /** True for an item or a heading, which has to end like a sentence. */
  isBlock: boolean;
}

function cleanLine(raw: string): string {
  const line = raw.trim();
  if (/^(?:[-*_=] ?){3,}$/.test(line) || /^\|?[-: |]{3,}$/.test(line) || line.startsWith('```'))
    return '';
  const { text, isBlock } = readBlock(line);
  const plain = cleanInline(text).trim();
  if (plain === '') return '';
  return isBlock && !/[.!?…:,;]$/.test(plain) ? `${plain}.` : plain;
}

function readBlock(line: string): Line {
  const heading = /^#{1,6} +(.*)$/.exec(line);
  if (heading !== null) return { text: heading[1] ?? '', isBlock: true };
  const item = /^(?:[-*•–+]|\d{1,2}[.)]) +(.*)$/.exec(line);
  if (item !== null) return { text: item[1] ?? '', isBlock: true };
  const quote = /^> ?(.*)$/.exec(line);
  return quote === null ? { text: line, isBlock: false } : { text: quote[1] ?? '', isBlock: false };
}

function cleanInline(text: string): string {
  return text
    .replace(/!?\[([^\][]{0,300})\]\([^()\s]{0,500}\)/g, '$1')
    .replace(/<\/?[a-z][^<>]{0,100}>/gi, '')
    .replace(/[`*~|]+/g, (signs) => (signs.includes('|') ? ', ' : ''))
    .replace(/(^|[\s(«"'])_{1,3}(?=\S)/g, '$1')
    .replace(/(\S)_{1,3}(?=$|[\s.,;:!?)»"'])/g, '$1')
    .replace(/^, |, $/g, '');
}
