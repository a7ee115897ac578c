import { createRandom } from '../random.ts';

/** Makes a recogniser err: `rate` is the share of words that come out wrong, the same ones for the same seed. */
export interface WordCorruption {
  /** The words as they are understood. The fate of the word at an index never changes, so that hypotheses stay consistent. */
  apply(words: readonly string[], firstIndex: number): string[];
}

/** What a recogniser of French mixes up. */
const soundAlikes: Readonly<Record<string, string>> = {
  "aujourd'hui": 'au jour dui',
  'après-midi': 'après midi',
  combien: 'bien',
  conseiller: 'conseillé',
  demain: 'deux mains',
  ferme: 'fermé',
  lundi: "l'un dit",
  matin: 'mâtin',
  merci: 'mercis',
  premier: 'première',
  prendre: 'prends',
  rappelle: 'rappel',
  samedi: 'sa me dit',
  voudrais: 'voudrait',
  zéro: 'zéros',
  a: 'à',
  à: 'a',
  au: 'eau',
  "c'est": 'ses',
  cent: 'sans',
  cinq: 'saint',
  cinquante: 'cinq cents',
  dans: 'dent',
  deux: 'de',
  dix: 'dis',
  douze: 'dou',
  est: 'et',
  et: 'est',
  heure: 'heures',
  heures: 'heure',
  huit: 'oui',
  jeudi: 'je dis',
  mardi: 'marre dit',
  mercredi: 'mercredis',
  midi: 'mi-dit',
  neuf: 'neufs',
  non: 'nom',
  nom: 'non',
  oui: 'ouïe',
  ou: 'où',
  'rendez-vous': 'rendez vous',
  sept: 'cette',
  seize: 'treize',
  six: 'si',
  treize: 'seize',
  trois: 'toi',
  vendredi: 'vendre dit',
  vers: 'verre',
  vingt: 'vin',
};

export function createWordCorruption(rate: number, seed: number): WordCorruption {
  const random = createRandom(seed);
  const fates: { readonly isWrong: boolean; readonly choice: number }[] = [];
  return {
    apply(words, firstIndex) {
      while (fates.length < firstIndex + words.length)
        fates.push({ isWrong: random() < rate, choice: random() });
      return words.flatMap((word, index) => {
        const fate = fates[firstIndex + index];
        return fate?.isWrong === true ? misheard(word, fate.choice) : [word];
      });
    },
  };
}

/** Endings of French that sound the same, or nearly so. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/er$/, 'é'],
  [/ée?s?$/, 'er'],
  [/(?<=\p{L}{3})[stxe]$/u, ''],
  [/(?<=[a-zà-ÿ]{3})$/, 's'],
];

/** A word that sounds alike, with another ending, or nothing. */
function misheard(word: string, choice: number): string[] {
  const bare = word.toLowerCase().replace(/[.,;:!?]+$/, '');
  const alike = soundAlikes[bare];
  if (alike !== undefined) return [alike];
  const ending = endings.find(([pattern]) => pattern.test(bare));
  if (choice >= 0.5 || bare.length <= 3 || ending === undefined) return [];
  return [bare.replace(...ending)];
}
