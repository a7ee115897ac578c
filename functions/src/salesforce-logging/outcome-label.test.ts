import { expect, it } from 'vitest';
import { outcomeLabel } from './outcome-label.ts';

it('says that somebody is owed a call after a fault', () => {
  expect(outcomeLabel('technical-failure', true)).toBe('Incident technique – à rappeler');
  expect(outcomeLabel('technical-failure')).toBe('Incident technique');
  expect(outcomeLabel('appointment-booked', true)).toBe('Rendez-vous pris');
});
