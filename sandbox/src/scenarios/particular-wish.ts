import { atLocalTime, mondayWeek } from '../world/busy-times.ts';
import { knownCaller } from '../world/people.ts';
import { agree, finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const particularWish: ScenarioFactory = (nowMs) => ({
  name: 'particular-wish',
  description: 'A caller wants Monday week, early in the afternoon, but not before two.',
  from: knownCaller.phone,
  expectedOutcome: 'appointment-booked',
  expectedStartAt: atLocalTime(mondayWeek(nowMs), '14:00'),
  script: {
    rules: [
      {
        name: 'ask',
        when: greeted,
        say: [
          'Je voudrais un rendez-vous lundi en huit en début d’après-midi, mais pas avant quatorze heures.',
          'Un rendez-vous, lundi en huit, en début d’après-midi, mais pas avant quatorze heures.',
          'Auriez-vous un rendez-vous lundi en huit en début d’après-midi, mais pas avant 14 heures ?',
        ],
      },
      {
        name: 'choose',
        when: '(?=.*heures?)(?!.*récapitule).*\\?',
        say: ['Le premier, très bien.', 'Le premier, oui.', 'Je prends le premier.'],
      },
      agree,
      finish,
    ],
  },
});
