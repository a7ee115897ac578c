import { atLocalTime } from '../world/busy-times.ts';
import { appointmentDay } from '../world/existing-appointments.ts';
import { movingCaller } from '../world/people.ts';
import { finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const move: ScenarioFactory = (nowMs) => {
  const day = appointmentDay(nowMs);
  const spoken = day.toLocaleString('fr-FR', { weekday: 'long', day: 'numeric', month: 'long' });
  return {
    name: 'move',
    description: 'A known caller moves the appointment she has to another time of the same day.',
    from: movingCaller.phone,
    expectedOutcome: 'appointment-moved',
    expectedStartAt: atLocalTime(day, '17:00'),
    script: {
      rules: [
        {
          name: 'ask',
          when: greeted,
          say: [
            'Je voudrais déplacer mon rendez-vous.',
            'Bonjour, je voudrais reporter mon rendez-vous.',
            'Est-ce que je peux changer mon rendez-vous ?',
          ],
        },
        {
          name: 'when',
          when: '(autre moment|autre jour|pour quand).*\\?',
          say: [
            `Le même jour, ${spoken}, à dix-sept heures.`,
            `${spoken} à dix-sept heures, si c’est possible.`,
            `Plutôt ${spoken} à 17 heures.`,
          ],
        },
        {
          name: 'choose',
          when: '^(?!.*Je déplace).*heures?.*\\?',
          say: ['Oui, très bien.', 'Oui, cela me convient.', 'Oui, c’est parfait.'],
        },
        {
          name: 'agree',
          when: 'Je déplace.*\\?',
          say: ['Oui, c’est bien cela.', 'Oui, tout à fait.', 'Oui, déplacez-le.'],
        },
        finish,
      ],
    },
  };
};
