import { agree, finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const dictate: ScenarioFactory = () => ({
  name: 'dictate',
  description: 'A caller corrects a number while dictating it, and spells an e-mail address.',
  from: null,
  expectedOutcome: 'lead-captured',
  expectedLead: {
    FirstName: 'Nadia',
    LastName: 'Perrin',
    Phone: '+33639982056',
    Email: 'nadia.perrin@laposte.net',
  },
  script: {
    rules: [
      {
        name: 'ask',
        when: greeted,
        say: [
          'J’aimerais être rappelée par un conseiller.',
          'Un conseiller pourrait me rappeler ?',
          'Je voudrais qu’on me rappelle.',
        ],
      },
      {
        name: 'name and e-mail',
        when: '(?!.*récapitule).*\\bnom',
        say: [
          'Nadia Perrin, et mon mail c’est n, a, d, i, a, point, perrin, arobase, laposte point net.',
          'Je m’appelle Nadia Perrin. Mon adresse mail, c’est nadia point p, e, deux r, i, n, arobase laposte point net.',
          'Nadia Perrin. Mon e-mail est nadia point perrin arobase la poste point net.',
        ],
      },
      {
        name: 'phone',
        when: '(?!.*récapitule).*numéro.*\\?',
        say: [
          'Zéro six, trente-neuf, quatre-vingt-dix-huit, vingt… cinquante-cinq, non, cinquante-six.',
          'C’est le zéro six trente-neuf quatre-vingt-dix-huit vingt cinquante-cinq, pardon, cinquante-six.',
          'Le zéro six, trente-neuf… quatre-vingt-dix-huit, vingt, cinquante-six et pas cinquante-cinq.',
        ],
      },
      agree,
      finish,
    ],
  },
});
