/** Spellings of one sound, in the order they are replaced; the input is lower case without accents. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/oeu|eu/g, 'e'],
  [/eau|au/g, 'o'],
  [/ph/g, 'f'],
  [/sch|sh|ch/g, '#'],
  [/ouai|oua|oue|w/g, 'u'],
  [/ou/g, 'u'],
  [/oi/g, 'ua'],
  [/(?<=[aeiou])ill?(?=[aeiou])/g, 'i'],
  [/ai|ei|ay|ey/g, 'e'],
  [/qu|q|ck|cc(?![eiy])|c(?![eiy])/g, 'k'],
  [/x/g, 'ks'],
  [/tion/g, 'sion'],
  [/sc(?=[eiy])|ss|ç|c|z/g, 's'],
  [/g(?=[eiy])/g, 'j'],
  [/gu(?=[eiy])/g, 'g'],
  [/h/g, ''],
  [/y/g, 'i'],
  [/(?:an|am|en|em)(?![aeiounm])/g, 'A'],
  [/(?:in|im|un|um)(?![aeiounm])/g, 'I'],
  [/(?:on|om)(?![aeiounm])/g, 'O'],
  [/([a-zAIO#])\1+/g, '$1'],
  // Endings that are written and not heard
  [/(?:es|ent|er|e|s|t|d|p)+$/g, ''],
];

/**
 * How a word sounds, roughly: « rétractation » and « retractassion », « gestion » and « jestion » are the same. For what a
 * recogniser wrote down by ear. The input is lower case without accents.
 */
export function frenchSound(word: string): string {
  return spellings.reduce((sound, [pattern, letter]) => sound.replace(pattern, letter), word);
}
