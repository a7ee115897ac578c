import { describe, expect, it } from 'vitest';
import { agent, caller, toolExchange } from '../model-request.fixture.ts';
import { earlierSummary } from './earlier-summary.ts';

describe('the summary of what a model no longer sees', () => {
  it('is empty for nothing', () => {
    expect(earlierSummary([])).toEqual([]);
  });

  it('tells what was asked, looked for, refused and promised', () => {
    const summary = earlierSummary([
      caller('Bonjour, je voudrais « des » renseignements'),
      ...toolExchange(
        'search_knowledge',
        { type: 'passages' },
        { arguments: { question: 'Le prix du CAP ?' } },
      ),
      agent('1 190 euros.'),
      ...toolExchange('find_slots', { type: 'slots' }, { arguments: { when: 'mardi' } }),
      ...toolExchange('propose_appointment', { type: 'declined' }),
      ...toolExchange('request_call_back', { type: 'recorded' }),
    ]);
    expect(summary).toEqual([
      'Au début, la personne a dit : « Bonjour, je voudrais des renseignements ».',
      'Questions déjà traitées : « Le prix du CAP ? ».',
      'Moments déjà cherchés : « mardi ».',
      'Elle a déjà refusé une proposition relue.',
      'Un rappel lui est déjà promis.',
    ]);
  });

  it('is bounded', () => {
    const messages = Array.from({ length: 500 }, (_, index) =>
      toolExchange(
        'search_knowledge',
        { type: 'passages' },
        { arguments: { question: `${index} ${'x'.repeat(1_000)}` } },
      ),
    ).flat();
    expect(earlierSummary(messages).join('').length).toBeLessThan(1_000);
  });
});
