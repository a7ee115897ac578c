import { describe, expect, it } from 'vitest';
import type { ModelMessage } from '../../language-model.ts';
import { agent, caller, toolExchange } from '../model-request.fixture.ts';
import { recentMessages } from './recent-messages.ts';

describe('the recent part of a conversation', () => {
  it('is the whole while that fits', () => {
    const messages = [
      agent('Bonjour.'),
      caller('Un rendez-vous'),
      ...toolExchange('find_slots', { type: 'slots' }),
    ];
    expect(recentMessages(messages)).toEqual(messages);
  });

  it('begins with something the caller said and never with a tool result', () => {
    const turn = (index: number): ModelMessage[] => [
      caller(`Question ${index}`),
      ...toolExchange('search_knowledge', { type: 'passages' }, { id: `call-${index}` }),
      agent(`Réponse ${index}`),
    ];
    const messages = Array.from({ length: 30 }, (_, index) => turn(index)).flat();
    const recent = recentMessages(messages);
    expect(recent.length).toBeLessThanOrEqual(40);
    expect(recent.length).toBeGreaterThan(30);
    expect(recent[0]?.role).toBe('caller');
    expect(recent.at(-1)).toBe(messages.at(-1));
  });

  it('is bounded in characters, but keeps the newest message', () => {
    const messages = [caller('un'), caller('a'.repeat(30_000)), caller('b'.repeat(30_000))];
    expect(recentMessages(messages)).toEqual([messages[2]]);
  });
});
