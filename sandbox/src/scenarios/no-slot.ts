import { contestedDay } from '../world/busy-times.ts';
import { knownCaller } from '../world/people.ts';
import { agree, finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const noSlot: ScenarioFactory = (nowMs) => {
  const day = contestedDay(nowMs).toLocaleString('fr-FR', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  return {
    name: 'no-slot',
    description: 'The time asked for is taken; another one is agreed.',
    from: knownCaller.phone,
    expectedOutcome: 'appointment-booked',
    script: {
      rules: [
        {
          name: 'ask',
          when: greeted,
          say: [
            `Je voudrais un rendez-vous ${day} à dix heures.`,
            `Bonjour, est-ce possible de venir ${day} à dix heures ?`,
            `Un rendez-vous ${day} à 10 heures, s’il vous plaît.`,
          ],
        },
        {
          name: 'choose',
          when: '(?=.*heures?)(?!.*récapitule).*\\?',
          say: [
            'Alors le premier.',
            'Dans ce cas, le premier que vous proposez.',
            'Bon, le premier me convient.',
          ],
        },
        agree,
        finish,
      ],
    },
  };
};
