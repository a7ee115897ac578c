import { particles } from './tables/name-words.ts';

/** A name with its capitals: « jean-pierre de la tour » is « Jean-Pierre de La Tour », « d'almeida » is « d'Almeida ». */
export function writeName(name: string): string {
  const words = name.toLocaleLowerCase('fr').split(' ');
  return words.map((word, index) => writeWord(word, index > 0 || words.length > 1)).join(' ');
}

function writeWord(word: string, mayBeParticle: boolean): string {
  if (mayBeParticle && particles.has(word)) return word;
  return word
    .split('-')
    .map((part) => {
      const elision = /^([dl])'(.+)$/u.exec(part);
      if (elision === null) return capitalise(part);
      const [, letter = '', rest = ''] = elision;
      return `${letter === 'd' ? 'd' : 'L'}'${capitalise(rest)}`;
    })
    .join('-');
}

function capitalise(word: string): string {
  return word.slice(0, 1).toLocaleUpperCase('fr') + word.slice(1);
}
