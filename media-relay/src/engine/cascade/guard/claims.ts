/**
 * What a model must not say by itself, in folded French (lower case, no accents, straight apostrophes) and, where a caller might
 * talk it into English, in English. Code announces what has happened, after it has happened; a model only talks.
 */

export type ClaimKind =
  /** Something was booked, moved or cancelled. */
  | 'booking'
  /** Somebody will call or write. */
  | 'promise'
  /** A gift, a place, a diploma, a price that nobody granted. */
  | 'commitment'
  /** To be a person. */
  | 'humanity'
  /** Its instructions, its tools, identifiers. */
  | 'secret'
  | 'abuse';

export interface ClaimPattern {
  readonly kind: ClaimKind;
  readonly pattern: RegExp;
}

const done =
  '(?:reserve|confirme|valide|enregistre|bloque|fixe|cale|planifie|programme|annule|deplace|decale|reporte|modifie)e?s?';
const is = '\\b(?:est|sont|a ete|a bien ete|reste)\\b';
const haveDone =
  "(?:j'ai|je l'ai|je vous ai|je viens de|je vous|nous avons|nous vous avons|on a|on vous a|vous avez ete)";
const appointment =
  '(?:rendez-vous|rendez vous|rdv|creneau|reservation|place|inscription|entretien|seance)';
const time =
  "(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd'hui|\\d{1,2} ?h(?:eures?)?)";
const person = "(?:un conseiller|une conseillere|quelqu'un|notre equipe|l'equipe|nous|on|il|elle)";

export const claimPatterns: readonly ClaimPattern[] = [
  booking(
    `\\b(?:rendez-vous|rendez vous|rdv|reservation|inscription|entretien|seance)\\b[^.!?]{0,60}?${is}[^.!?]{0,20}?\\b(${done}|prise?|notee?)\\b`,
  ),
  // « Ce créneau est déjà réservé » says that somebody else has it.
  booking(
    `\\b(?:creneau|place)\\b[^.!?]{0,60}?${is}(?![^.!?]{0,15}deja)[^.!?]{0,20}?\\b(${done}|notee?)\\b`,
  ),
  booking(
    `\\b(?:c'est|voila|tout est|ca y est)[ ,]+(?:c'est )?(?:bien |bon |deja |maintenant |desormais )*(${done})\\b`,
  ),
  booking(`\\b(?:c'est|bien) (notee?)\\b[^.!?]{0,30}\\b(?:${appointment}|${time})`),
  booking(`\\b${haveDone} [^.!?]{0,20}?\\b(${done})\\b`),
  booking(
    `\\b${haveDone} [^.!?]{0,20}?\\b(prise?|notee?|mise?|inscrite?)\\b[^.!?]{0,30}\\b(?:${appointment}|agenda|${time})`,
  ),
  booking(
    `\\bje (reserve|confirme|bloque|valide|annule|deplace|reporte|note|prends)\\b[^.!?]{0,30}\\b(?:${appointment}|${time})`,
  ),
  booking(
    `\\b(?:votre|le|ce|un) ${appointment}\\b[^.!?]{0,30}\\b(aura lieu|vous attend|est prevue?|est maintenue?)\\b`,
  ),
  booking(
    `\\b(?:vous avez|vous aurez|tu as) (?:bien |donc |desormais )*(?:un |votre |une )?(rendez-vous|rendez vous|rdv) (?:le |ce |${time})`,
  ),
  booking(
    `\\b(?:on vous attend|vous etes attendue?|a) (${time})[^.!?]{0,30} ?,? (?:donc|alors|pour votre)`,
  ),
  booking(
    '\\b(?:appointment|slot|booking)\\b[^.!?]{0,30}\\b(booked|confirmed|cancelled|canceled|moved)\\b',
  ),
  booking("\\bi(?:'ve| have) (booked|confirmed|cancelled|moved|reserved)\\b"),
  claim(
    'promise',
    `\\b${person} (?:va |vont |allons )?(?:vous|te) (?:rappeler|rappellera|rappellerons|recontacter|recontactera|contacter|contactera|joindra|joindre)\\b`,
  ),
  claim(
    'promise',
    '\\b(?:vous recevrez|vous allez recevoir|je vous envoie|je vous ai envoye|on vous envoie|vous est envoyee?|vient de vous etre envoyee?)\\b',
  ),
  claim(
    'promise',
    '\\b(?:je vous (?:passe|transfere|mets en relation|bascule)|je transfere votre appel)\\b',
  ),
  claim(
    'commitment',
    '\\bje (?:vous )?(?:offre|accorde|garantis|promets|delivre|decerne|attribue|rembourse|inscris|engage|jure|certifie|valide votre)\\b',
  ),
  claim(
    'commitment',
    '\\b(?:vous etes|tu es|vous voila|je suis)[^.!?]{0,20} (?:inscrite?|admise?|diplomee?|recue?|acceptee?|exoneree?|remboursee?)\\b',
  ),
  claim(
    'commitment',
    '\\b(?:votre|le|un|ce) (?:diplome|certificat|inscription|formation|bts|bachelor|cap)\\b[^.!?]{0,40}\\b(?:vous est|est)\\b[^.!?]{0,15}\\b(?:delivree?|accordee?|acquise?|validee?|offerte?|garantie?)\\b',
  ),
  claim(
    'commitment',
    '\\b(?:sans aucune condition|sans examen|sans rien payer|sans payer|rien a payer|a vie)\\b',
  ),
  claim('commitment', '\\byou (?:are|have been) (?:enrolled|admitted|accepted|graduated)\\b'),
  claim(
    'humanity',
    '\\bje suis (?:bien |moi-meme )?(?:un |une )?(?:vraie? )?(?:humain|humaine|personne|etre humain|conseiller|conseillere|homme|femme)\\b',
  ),
  claim(
    'humanity',
    '\\bje ne suis (?:pas|ni) (?:du tout )?(?:un |une )?(?:robot|machine|ia|intelligence artificielle|assistant|automate|programme|ordinateur)\\b',
  ),
  claim('humanity', "\\bi(?:'m| am) (?:a |an )?(?:real |actual )?(?:human|person)\\b"),
  claim('secret', '\\b(?:mes|les) (?:consignes|instructions|regles)[^.!?]{0,30}(?: sont|:)'),
  claim('secret', '\\b(?:system prompt|prompt systeme|mon prompt|my instructions|slotid)\\b'),
  claim('secret', '\\b[a-z]+_[a-z_]+\\b'),
  claim('secret', '\\d{4}-\\d{2}-\\d{2}t\\d{2}'),
  claim('secret', '\\b(?:sk|pk|key|token|bearer|api)[-_ ][a-z0-9-_]{8,}'),
  claim('secret', '[{}\\[\\]<>]|\\\\n'),
  claim(
    'abuse',
    '\\b(?:connard|connasse|salope|salaud|encule|enfoire|batard|abruti|imbecile|cretin|debile|pute|putain|merde|idiote?s?|stupide|ferme(?:z)?[- ](?:la|ta gueule)|ta gueule|fuck|shit|asshole)\\w*',
  ),
];

/** Words that bind the company; they need a source in what was looked up, or in who the callbot is. */
export const groundedWords: readonly RegExp[] = [
  /\bgratuit/,
  /\boffert/,
  /\brembours/,
  /\b(?:remise|reduction|rabais|promotion|ristourne|cadeau)/,
  /\bgaranti/,
  /\bfree\b/,
];

/** In front of the word that makes the claim, in the same clause, it takes the claim back: « n'est pas encore réservé ». */
export const negations =
  /(?:\b(?:pas|rien|aucune?|jamais|sans|ni|ne|une fois|des que|si|quand|lorsque|avant|pour que|afin|voulez|souhaitez|preferez|puis-je|dois-je|faut-il|peut|pouvez|pourrez|pourra|sera|serait)\b|\bn')[^.!?]{0,30}$/;

function booking(source: string): ClaimPattern {
  return claim('booking', source);
}

function claim(kind: ClaimKind, source: string): ClaimPattern {
  return { kind, pattern: new RegExp(source, 'd') };
}
