/**
 * English words that callers use who speak no French, as a recogniser of French writes them. None of them is a French word, apart
 * from names and loans that stand in `loans`.
 */
export const englishWords = new Set(
  `hello hi hey good morning afternoon evening i you he she we they my your his her our it's i'm don't doesn't can't do does can could would
  should please speak english french want need like have has would sorry thank thanks yes yeah no not with for the this that these
  what when where how much why who is are was were will appointment information about course courses price call me back number name
  tomorrow today monday tuesday wednesday thursday friday week somebody someone anybody understand help just only from and or of to
  in on at a an bye goodbye okay ok sure`.split(/\s+/),
);

/** These alone are no sign: French people say them, or they are French words too. */
export const englishLoans = new Set(
  `ok okay no yes hello hi hey bye sorry please the an a on or me for information course courses call help in of price`.split(
    /\s+/,
  ),
);
