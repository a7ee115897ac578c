import { knownCaller } from '../world/people.ts';
import { finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const unknownQuestion: ScenarioFactory = () => ({
  name: 'unknown-question',
  description: 'A known caller asks what no document tells; an advisor is offered and called for.',
  from: knownCaller.phone,
  expectedOutcome: 'call-back-promised',
  script: {
    rules: [
      {
        name: 'question',
        when: greeted,
        say: [
          'Combien coûte le BTS Esthétique ?',
          'Quel est le prix du BTS Esthétique ?',
          'J’aimerais connaître le tarif du BTS Esthétique.',
        ],
      },
      {
        name: 'call back',
        when: '(?=.*rappel).*\\?',
        say: ['Oui, je veux bien.', 'Oui, s’il vous plaît.', 'Oui, volontiers.'],
      },
      finish,
    ],
  },
});
