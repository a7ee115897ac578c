/**
 * What recognisers write for what was said, where nobody means what they write. Written without accents, words apart by one space;
 * the left side must make no sense by itself, since it is replaced wherever it stands.
 */
export const heardAs: Readonly<Record<string, string>> = {
  'marre dit': 'mardi',
  'mare dit': 'mardi',
  'marre di': 'mardi',
  'vendre dit': 'vendredi',
  'vendre di': 'vendredi',
  mercredis: 'mercredi',
  'mercre dit': 'mercredi',
  "l'un dit": 'lundi',
  'lun dit': 'lundi',
  'jeu dit': 'jeudi',
  'jeux dit': 'jeudi',
  'sa me dit': 'samedi',
  'mi-dit': 'midi',
  'mi dit': 'midi',
  'apres mi-dit': 'après-midi',
  'deux mains matin': 'demain matin',
  'eau revoir': 'au revoir',
  'oh revoir': 'au revoir',
  'au revoirs': 'au revoir',
  ouie: 'oui',
  "s'est bon": "c'est bon",
  'ses bon': "c'est bon",
  'ses ca': "c'est ça",
  'ses noter': "c'est noté",
  'rendez vous': 'rendez-vous',
  'rendre vous': 'rendez-vous',
};

/** Numbers as they are misheard; replaced only beside another number. */
export const numbersHeardAs: Readonly<Record<string, string>> = {
  si: 'six',
  sis: 'six',
  scie: 'six',
  dis: 'dix',
  dit: 'dix',
  cette: 'sept',
  cet: 'sept',
  vin: 'vingt',
  vain: 'vingt',
  saint: 'cinq',
  sein: 'cinq',
  toi: 'trois',
  sans: 'cent',
  neufs: 'neuf',
  catre: 'quatre',
};

/** Sounds that fill a pause. « Ben » before a capital letter is a name. */
export const pauseSounds = new Set(
  'euh euhh euuh heu heuu hum hm hmm mm mmh bah beh eh hein'.split(' '),
);
