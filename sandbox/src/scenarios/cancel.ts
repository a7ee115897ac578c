import { withdrawingCaller } from '../world/people.ts';
import { finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const cancel: ScenarioFactory = () => ({
  name: 'cancel',
  description: 'A known caller cancels the appointment he has.',
  from: withdrawingCaller.phone,
  expectedOutcome: 'appointment-cancelled',
  script: {
    rules: [
      {
        name: 'ask',
        when: greeted,
        say: [
          'Je dois annuler mon rendez-vous.',
          'Bonjour, je voudrais annuler mon rendez-vous, s’il vous plaît.',
          'Je ne pourrai pas venir à mon rendez-vous.',
        ],
      },
      {
        name: 'agree',
        when: 'J.annule.*\\?',
        say: ['Oui, annulez-le.', 'Oui, je confirme.', 'Oui, c’est bien cela.'],
      },
      finish,
    ],
  },
});
