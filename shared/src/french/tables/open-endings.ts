/** Words that never end a sentence: after one of them the caller goes on. Without accents. */
export const openingWords = new Set(
  "et ou mais donc car que qu' qui si de du des d' le la les l' un une au aux a en dans pour par sur avec chez vers entre mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces je j' tu il me m' te t' se s' lorsque puisque quand comme parce depuis pendant jusqu' jusque des plutot enfin est c' suis ai voudrais voudrait aimerais souhaite souhaiterais appelle veux peux dois alors puis ensuite ainsi sauf hors selon afin point arobase tiret plutot soit ni".split(
    ' ',
  ),
);

/** Groups of words that never end a sentence, although their last word may. */
export const openEndings: readonly string[] = [
  "c' est",
  "s' appelle",
  'a partir de',
  'je voudrais',
  "j' aimerais",
  'je cherche',
  'par exemple',
  'par contre',
  'mon numero',
  "c' est le",
  'mon adresse',
  'mon nom',
  'il faudrait',
  'est ce que',
  'je voulais',
  'je veux',
  'attendez',
  'comment dire',
  'je reflechis',
  'laissez moi',
  'alors attendez',
];
