import { textingCaller } from '../world/people.ts';
import { book } from './book.ts';
import type { ScenarioFactory } from './scenario.ts';

export const sms: ScenarioFactory = (nowMs) => ({
  ...book(nowMs),
  name: 'sms',
  from: textingCaller.phone,
  description:
    'A known caller books by phone, moves the appointment by text message, then cancels it.',
  texts: [
    { body: 'DEPLACER', answer: 'répondez 1 : .* ou 3 : ', appointment: 'unchanged' },
    { body: '2', answer: 'est déplacé : ', appointment: 'moved' },
    { body: 'Combien coûte le CAP Cuisine ?', answer: 'euros', appointment: 'unchanged' },
    { body: 'ANNULER', answer: 'est annulé', appointment: 'cancelled' },
  ],
});
