import { knownCaller } from '../world/people.ts';
import { agree, finish, greeted, taken } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const book: ScenarioFactory = () => ({
  name: 'book',
  description: 'A known caller books an appointment with her advisor.',
  from: knownCaller.phone,
  expectedOutcome: 'appointment-booked',
  script: {
    rules: [
      {
        name: 'ask',
        when: greeted,
        say: [
          'Je voudrais prendre rendez-vous dès que possible.',
          'Un rendez-vous, oui, le plus tôt possible.',
          'Je souhaite voir ma conseillère au plus vite.',
        ],
      },
      {
        name: 'when',
        when: '(quel jour|quand|quel moment|quelle date|disponible).*\\?',
        say: [
          'Peu importe, le plus tôt sera le mieux.',
          'Dès que vous avez une place.',
          'Le premier créneau disponible.',
        ],
        optional: true,
        times: 2,
      },
      {
        name: 'choose',
        when: '(?=.*heures?)(?!.*récapitule).*\\?',
        say: [
          'Le premier, s’il vous plaît.',
          'Je prends le premier créneau.',
          'Le premier me va très bien.',
        ],
      },
      agree,
      taken,
      finish,
    ],
  },
});
