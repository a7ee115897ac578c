/** Abbreviations with their full words, as they are written. */
export const abbreviations: readonly { short: string; full: string }[] = [
  { short: 'M.', full: 'monsieur' },
  { short: 'MM.', full: 'messieurs' },
  { short: 'Mme', full: 'madame' },
  { short: 'Mmes', full: 'mesdames' },
  { short: 'Mlle', full: 'mademoiselle' },
  { short: 'Dr', full: 'docteur' },
  { short: 'Pr', full: 'professeur' },
  { short: 'Me', full: 'maître' },
  { short: 'n°', full: 'numéro' },
  { short: 'N°', full: 'numéro' },
  { short: 'tél.', full: 'téléphone' },
  { short: 'Tél.', full: 'téléphone' },
  { short: 'tel.', full: 'téléphone' },
  { short: 'etc.', full: 'et cetera' },
  { short: 'ex.', full: 'exemple' },
  { short: 'p. ex.', full: 'par exemple' },
  { short: 'c.-à-d.', full: "c'est-à-dire" },
  { short: 'av.', full: 'avenue' },
  { short: 'bd', full: 'boulevard' },
  { short: 'bld', full: 'boulevard' },
  { short: 'RDV', full: 'rendez-vous' },
  { short: 'rdv', full: 'rendez-vous' },
  { short: 'Rdv', full: 'rendez-vous' },
  { short: 'SVP', full: "s'il vous plaît" },
  { short: 'svp', full: "s'il vous plaît" },
  { short: 'cf.', full: 'voir' },
  { short: 'env.', full: 'environ' },
  { short: 'max.', full: 'maximum' },
  { short: 'min.', full: 'minimum' },
  { short: 'St', full: 'Saint' },
  { short: 'Ste', full: 'Sainte' },
  { short: 'Cie', full: 'compagnie' },
];

/** Said letter by letter. Other words in capitals (« SMIC », « CROUS », « OPCO ») are read as words. */
export const spelledAcronyms: ReadonlySet<string> = new Set(
  'BTS DUT CAP BEP RNCP CPF VAE CV SMS PDF RH MCO NDRC CCF CFA CDI CDD RGPD ECTS SIO GPME MBA BPJEPS DEES DCG DSCG SAV TVA URL PME TPE RSA HT TTC QCM DEAES AEPE IA SEO RATP SNCF MDPH RQTH TP HP'.split(
    ' ',
  ),
);

/** Units after a number. */
export const units: Readonly<Record<string, string>> = {
  km: 'kilomètres',
  m: 'mètres',
  cm: 'centimètres',
  kg: 'kilos',
  g: 'grammes',
  min: 'minutes',
  mn: 'minutes',
  s: 'secondes',
  'm²': 'mètres carrés',
  Go: 'gigaoctets',
  Mo: 'mégaoctets',
};
