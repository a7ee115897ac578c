import { knownCaller } from '../world/people.ts';
import { greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const followUpQuestion: ScenarioFactory = () => ({
  name: 'follow-up-question',
  description: 'A known caller asks about a course, then « et le prix ? » of the same.',
  from: knownCaller.phone,
  expectedOutcome: 'question-answered',
  script: {
    rules: [
      {
        name: 'question',
        when: greeted,
        say: [
          'Combien de temps dure le CAP Cuisine ?',
          'Le CAP Cuisine, il dure combien de temps ?',
          'Quelle est la durée du CAP Cuisine ?',
        ],
      },
      {
        name: 'follow-up',
        when: 'douze mois|12 mois',
        say: ['Et le prix ?', 'Et ça coûte combien ?', 'D’accord, et le tarif ?'],
      },
      {
        name: 'finish',
        when: '1 ?290|mille deux cent quatre-vingt-dix|douze cent',
        say: ['Merci, au revoir.', 'Parfait, merci, au revoir.', 'C’est noté, au revoir.'],
      },
    ],
  },
});
