import type { CallerScriptInput } from '../caller/caller-script.ts';

type Rule = CallerScriptInput['rules'][number];

/** The greeting is over, in time to know who is calling or not. */
export const greeted = '(une question|que puis-je faire pour vous) \\?';

/** Agrees to whatever is read back, and once more when that has just been taken by somebody else. */
export const agree: Rule = {
  name: 'agree',
  when: 'récapitule.*\\?',
  times: 2,
  say: ['Oui, c’est parfait.', 'Oui, tout à fait.', 'C’est bien ça, oui.'],
};

/** Somebody else was faster: the first of the other times will do. */
export const taken: Rule = {
  name: 'taken',
  when: "vient d'être pris.*\\?",
  say: ['Alors le premier.', 'Je prends le premier, alors.', 'Le premier me va aussi.'],
  optional: true,
};

/** Wants nothing more. */
export const finish: Rule = {
  name: 'finish',
  when: 'autre chose',
  say: [
    'Non merci, au revoir.',
    'Non, c’est tout, merci. Au revoir.',
    'Ça ira, merci, bonne journée.',
  ],
};
