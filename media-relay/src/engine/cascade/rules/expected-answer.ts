/** What the agent last asked for, as far as its words show: a short answer is read in this light. */
export type ExpectedAnswer =
  | 'appointment'
  | 'slot'
  | 'when'
  | 'name'
  | 'phone'
  | 'call-back'
  | 'anything-else'
  | 'question'
  | 'open';

/** How code and `rules` ask which of several appointments is meant. */
export const whichPattern = /lequel souhaitez-vous (?:annuler|déplacer)/i;

/**
 * Looked up in order in the agent's last words. They also hold what code and other models say, so that `rules` can take over in
 * the middle of a call.
 */
const questions: readonly (readonly [ExpectedAnswer, RegExp])[] = [
  ['appointment', whichPattern],
  ['anything-else', /\b(autre chose|autre question|autrement)\b/i],
  ['open', /rendez-vous,? ou (?:avez-vous )?une question/i],
  ['call-back', /\b(rappelle|rappeler)\b[^?]*(ou avez-vous une question)?\s*\?\s*$/i],
  ['phone', /\bnuméro\b/i],
  ['name', /\b(nom|coordonnées)\b/i],
  [
    'slot',
    /(vous (convient|arrange|irait|va)\b|lequel|laquelle|préférez-vous\s*:|que vous préférez)/i,
  ],
  ['when', /\b(quel (autre )?(jour|moment|créneau)|quand|un jour, par exemple)\b/i],
  ['question', /\b(quelle est votre question|aimeriez-vous savoir)\b/i],
];

/** Reads the agent's last words; `open` when they ask for nothing in particular. */
export function expectedAnswer(agentText: string): ExpectedAnswer {
  // « À quel numéro peut-on vous rappeler ? » asks for a number, not whether to call back.
  const text = agentText.replace(/’/g, "'");
  if (/\bquel numéro\b/i.test(text)) return 'phone';
  if (/puis-je noter votre nom/i.test(text)) return 'call-back';
  return questions.find(([, pattern]) => pattern.test(text))?.[0] ?? 'open';
}
