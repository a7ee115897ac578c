import { unknownCallerPhone } from '../world/people.ts';
import { agree, finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const unknown: ScenarioFactory = () => ({
  name: 'unknown',
  description: 'A caller whom the CRM does not know leaves name and number.',
  from: unknownCallerPhone,
  expectedOutcome: 'lead-captured',
  expectedLead: { FirstName: 'Nadia', LastName: 'Perrin', Phone: '+33639981234' },
  script: {
    rules: [
      {
        name: 'ask',
        when: greeted,
        say: [
          'Oui, j’aimerais qu’on me rappelle.',
          'Je préfère qu’un conseiller me rappelle.',
          'Rappelez-moi, ce sera plus simple.',
        ],
      },
      {
        name: 'name',
        when: '(?!.*récapitule).*\\bnom',
        say: [
          'Je m’appelle Nadia Perrin, mon numéro c’est le zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre.',
          'Nadia Perrin, au zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre.',
          'C’est Nadia Perrin, et mon téléphone est le 06 39 98 12 34.',
        ],
      },
      {
        name: 'phone',
        when: '(?!.*récapitule).*numéro.*\\?',
        say: [
          'Zéro six, trente-neuf, quatre-vingt-dix-huit, douze, trente-quatre.',
          'C’est le zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre.',
          'Le 06 39 98 12 34.',
        ],
        optional: true,
      },
      agree,
      finish,
    ],
  },
});
