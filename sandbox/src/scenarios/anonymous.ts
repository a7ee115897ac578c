import { agree, finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const anonymous: ScenarioFactory = () => ({
  name: 'anonymous',
  description: 'A caller with a hidden number asks to be called back.',
  from: null,
  expectedOutcome: 'lead-captured',
  expectedLead: { FirstName: 'Julien', LastName: 'Roche', Phone: '+33199002256' },
  script: {
    rules: [
      {
        name: 'ask',
        when: greeted,
        say: [
          'Je voudrais être rappelé par quelqu’un.',
          'Est-ce qu’un conseiller peut me rappeler ?',
          'Oui, qu’on me rappelle, s’il vous plaît.',
        ],
      },
      {
        name: 'name',
        when: '(?!.*récapitule).*\\bnom',
        say: ['Je m’appelle Julien Roche.', 'Julien Roche.', 'C’est Julien Roche.'],
      },
      {
        name: 'phone',
        when: '(?!.*récapitule).*numéro.*\\?',
        say: [
          'Zéro un, quatre-vingt-dix-neuf, zéro zéro, vingt-deux, cinquante-six.',
          'C’est le zéro un quatre-vingt-dix-neuf zéro zéro vingt-deux cinquante-six.',
          'Le 01 99 00 22 56.',
        ],
        times: 2,
      },
      agree,
      finish,
    ],
  },
});
