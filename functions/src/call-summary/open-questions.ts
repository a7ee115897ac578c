import type { SummaryTurn } from '../integrations/summaries/summaries.ts';

/** How questions begin where a recogniser writes no question mark. */
const questionStart =
  /^(?:et |mais |alors |euh )*(?:est-ce qu|qu'est-ce|quel|combien|comment|quand |où |pourquoi|à quelle|y a-t-il|il y a quoi|c'est quoi|avez-vous|pouvez-vous)/i;

/** How the callbot says that it does not know. */
const noAnswer =
  /(?:je ne sais pas|je n'ai pas (?:cette|l'|d')|pas l'information|ne peux pas vous (?:dire|répondre|renseigner)|un conseiller (?:vous répondra|pourra vous))/i;

/** The caller's questions that nobody answered: the last words of the call, or followed by an answer that gives none. */
export function askedWithoutAnswer(turns: readonly SummaryTurn[]): readonly string[] {
  return turns.flatMap(({ role, text }, index) => {
    if (role !== 'caller' || !isQuestion(text)) return [];
    const next = turns[index + 1];
    if (next?.role === 'caller') return []; // the caller went on before anybody could answer
    return next === undefined || noAnswer.test(next.text) ? [text] : [];
  });
}

function isQuestion(text: string): boolean {
  return text.includes('?') || questionStart.test(text.trim());
}
