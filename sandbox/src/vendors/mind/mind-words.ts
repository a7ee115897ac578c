/** Lower case, without accents and typographic apostrophes, so that short patterns match what a recogniser writes. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/g, "'")
    .toLowerCase()
    .replace(/[.,;:!?…«»"]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const units = [
  'zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize',
].flatMap((words) => words.split(' '));
const numbers = new Map<string, number>([
  ...units.map((word, value) => [word, value] as const),
  ['une', 1],
  ['vingt', 20],
  ['trente', 30],
  ['quarante', 40],
  ['cinquante', 50],
]);

/** Numbers up to 59 in words become digits: « quatorze heures trente » → « 14 heures 30 ». */
export function withDigits(plainText: string): string {
  const words = plainText.replace(/-/g, ' ').split(' ');
  const merged: string[] = [];
  for (const word of words) {
    const value = numbers.get(word);
    const previous = Number(merged.at(-1) ?? Number.NaN);
    if (value === undefined) merged.push(word);
    else if (previous >= 10 && previous % 10 === 0 && value > 0 && value < 10)
      merged[merged.length - 1] = String(previous + value);
    else if (previous === 10 && value >= 7) merged[merged.length - 1] = String(10 + value);
    else merged.push(String(value));
  }
  return merged.join(' ').replace(/\b(\d+) et (\d)\b/g, (_, tens, unit) => String(+tens + +unit));
}

const days = 'lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche';

export const patterns = {
  goodbye: /\b(au revoir|bonne (journee|soiree)|ce sera tout|c'est tout|rien d'autre|a bientot)\b/,
  no: /^(euh )?(non|pas du tout|non merci|merci non|aucun|ca ne va pas)\b/,
  yes: /^(euh )?(oui|ouais|d'accord|volontiers|parfait|tres bien|je veux bien|avec plaisir|ca marche|bien sur|c'est ca|ca me va)\b/,
  person:
    /\b(parler (a|avec) (quelqu'un|un |une |mon )|un humain|une vraie personne|vrai conseiller|me rappel|rappelez moi|rappelez-moi|etre rappele)/,
  appointment: /\b(rendez-vous|rendez vous|rdv|creneau|voir (mon|un) conseiller|rencontrer)\b/,
  when: new RegExp(
    `\\b(${days}|demain|apres-demain|aujourd'hui|matin|apres-midi|apres midi|midi|soir|semaine|mois|heures?|\\d+ ?h|plus tot|plus vite|des que|premier creneau|premiere place|n'importe quand|peu importe|prochain|debut|fin de)\\b`,
  ),
  question:
    /(\?\s*$)|\b(combien|quels?|quelles?|comment|pourquoi|est-ce que|est ce que|avez-vous|y a-t-il|prix|tarif|coute|formation|diplome|duree|financement|inscription|question|renseignement)\b/,
  introduction:
    /\b(?:je m'appelle|mon nom (?:de famille )?(?:est|c'est)|je suis|c'est|moi c'est|nom)\s+([^,.;!?]+)/i,
  phone: /(?:\+|\b0\s?\d|\bz[ée]ro\b|\bplus trente)/i,
  days: new RegExp(`\\b(${days})\\b`, 'g'),
} as const;
