/** What somebody wants who wrote to us. */
export type InboundWish = 'STOP' | 'START' | 'HELP' | 'yes' | 'cancel' | 'move' | 'other';

/** Whole messages only: « Stop au chantier demain ? » is no opt-out. What follows a command by « svp » or « merci » does not count. */
const words: readonly (readonly [InboundWish, RegExp])[] = [
  [
    'STOP',
    /^(?:stop|stopall|unsubscribe|end|quit|cancel|revoke|opt-?out|arret|desabonner|desinscription|desinscrire)$/,
  ],
  ['START', /^(?:start|unstop|reprendre|reabonner)$/],
  ['HELP', /^(?:help|info|aide)$/],
  ['cancel', /^(?:annuler?|annulez|annulation|j'?annule|je (?:veux|souhaite|voudrais) annuler)$/],
  [
    'move',
    /^(?:deplacer?|deplacez|reporter?|reportez|changer|je (?:veux|souhaite|voudrais) (?:deplacer|reporter))$/,
  ],
  ['yes', /^(?:oui|ok|d'?accord|entendu|parfait|c'?est bon|je confirme|confirme|confirmer|1)$/],
];

const politeness =
  /(?: (?:s'?il vous plait|svp|stp|merci|bonjour|mon rendez-?vous|le rendez-?vous|mon rdv|le rdv|rdv))+$/;

/** Reads a text message without regard to case, accents and signs. */
export function readWords(body: string): InboundWish {
  const plain = body
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^a-z0-9' -]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
    .replace(politeness, '')
    .replace(/^bonjour /, '');
  const whole = words.find(([, pattern]) => pattern.test(plain))?.[0];
  // « Déplacer à jeudi après-midi »: the rest says when.
  return whole ?? (/^(?:deplacer?|deplacez|reporter?|reportez) /.test(plain) ? 'move' : 'other');
}
