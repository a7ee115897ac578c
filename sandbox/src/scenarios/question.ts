import { knownCaller } from '../world/people.ts';
import { greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const question: ScenarioFactory = () => ({
  name: 'question',
  description: 'A known caller asks two things about courses.',
  from: knownCaller.phone,
  expectedOutcome: 'question-answered',
  script: {
    rules: [
      {
        name: 'first question',
        when: greeted,
        say: [
          'Combien coûte le CAP petite enfance ?',
          'Bonjour, quel est le prix du CAP petite enfance ?',
          'J’aimerais connaître le tarif du CAP petite enfance.',
        ],
      },
      {
        name: 'second question',
        when: '1 ?190|mille cent quatre-vingt-dix|onze cent',
        say: [
          'Et le BTS Communication, il dure combien de temps ?',
          'D’accord. Quelle est la durée du BTS Communication ?',
          'Et pour le BTS Communication, c’est combien d’années ?',
        ],
      },
      {
        name: 'finish',
        when: 'deux ans',
        say: [
          'Merci beaucoup, au revoir.',
          'Très bien, merci, c’est tout. Au revoir.',
          'Parfait, je vous remercie, au revoir.',
        ],
      },
    ],
  },
});
