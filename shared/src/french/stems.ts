/** Words that say nothing about what a question is about. */
const emptyWords = new Set(
  `les des une aux par que qui sur est ete son ses mon mes cet ces pas car ont lui eux non oui quoi quel quelle quels quelles combien comment pourquoi quand est-ce que est-il est-elle avez-vous vous nous votre vos notre nos dans
  pour avec sans sont etre etes avoir aura cette cela celui celle elle elles leur leurs plus moins tres bien aussi faire fait faut
  peut peux puis-je voudrais souhaite aimerais savoir dire chez depuis comme entre meme tout tous toute toutes bonjour merci
  question alors donc accord dites ok voila ah bon enfin hein ecoutez justement fait`.split(/\s+/),
);
/** Rough stems: endings and accents off, so that « durée » meets « dure » and « tarifs » meets « tarif ». */
export function stemsOf(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .filter((word) => (word.length > 2 || word === 'an') && !emptyWords.has(word))
    .flatMap((word) => {
      const stem = word.replace(/(ements?|ations?|ables?|ees?|es|er|ez|s|e)$/, '').slice(0, 7);
      return [synonyms[stem] ?? stem];
    });
}

/** The same thing in a caller's words and in a brochure's. */
const synonyms: Readonly<Record<string, string>> = {
  cout: 'prix',
  coute: 'prix',
  tarif: 'prix',
  euro: 'prix',
  euros: 'prix',
  paye: 'prix',
  pay: 'prix',
  temp: 'dur',
  longtem: 'dur',
  frais: 'prix',
  frai: 'prix',
  an: 'dur',
  ann: 'dur',
  cpf: 'financ',
  finance: 'financ',
  diplom: 'certif',
  titr: 'certif',
  certifi: 'certif',
};

/** What one asks about a course, rather than which course. */
const aspects = new Set(
  'prix dur financ certif stag exam examen inscri inscript rentr programm debouch niveau bac admissi form cour rembour alternan'.split(
    ' ',
  ),
);

/** The words of a question that tell which course or which thing it is about: « le CAP cuisine, ça coûte combien ? » is about « CAP cuisine ». */
export function subjectWords(question: string): string {
  return question
    .split(/[^\p{L}\p{N}'’-]+/u)
    .filter((word) => stemsOf(word).some((stem) => !aspects.has(stem)))
    .join(' ');
}

/** False for « Et ça dure combien de temps ? »: the question goes on about what was asked before. */
export function namesSubject(question: string): boolean {
  return stemsOf(question).some((stem) => !aspects.has(stem));
}
