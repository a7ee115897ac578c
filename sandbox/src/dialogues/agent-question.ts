import type { QuestionKind } from './dialogue.ts';

/** What a caller takes the callbot's words to ask: the first pattern that is found, looked up in order. */
const questions: readonly (readonly [QuestionKind, RegExp])[] = [
  ['recap', /je récapitule|c'est bien cela \?$|vous confirmez \?$/i],
  ['again', /par oui ou par non|toujours en ligne|pouvez-vous (?:le )?(?:redire|dire autrement)/i],
  ['phone', /quel (?:est votre )?numéro|sur quel numéro|redire le numéro|le redire, chiffre/i],
  ['name', /votre nom(?: de famille)?[^?]*\?|redonner votre nom|nom lentement/i],
  ['call-back', /(?:rappelle|rappeler)(?: pour en convenir)? \?$/i],
  ['more', /autre chose|autre question/i],
  ['open', /rendez-vous,? ou (?:avez-vous )?une question|ou avez-vous une question/i],
  [
    'slots',
    /(?:convient|arrange|irait|préférez(?:-vous)?)(?: \?| :)|lequel souhaitez-vous|lequel vous convient/i,
  ],
  ['which-day', /^(?:aujourd'hui|demain|\p{L}+ \d+ \p{L}+) ou .* \?$/iu],
  ['when', /quel (?:autre )?(?:jour|moment)|quand (?:seriez|préféreriez)|par exemple lundi/i],
];

/** Reads the end of what was said, as a person would: the last question counts. */
export function agentQuestion(agentText: string): QuestionKind {
  const text = agentText.replace(/’/g, "'").trim();
  return questions.find(([, pattern]) => pattern.test(text))?.[0] ?? 'open';
}
