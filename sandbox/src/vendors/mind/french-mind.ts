import { agreeOrAsk, converse } from './mind-conversation.ts';
import { tellResult } from './mind-results.ts';
import type { Mind } from './mind.ts';

/**
 * A plausible French-speaking text model: understands everyday requests, calls the tools it was given by their names, and
 * phrases what they return. Deterministic.
 */
export const frenchMind: Mind = (input) => {
  const last = input.messages.at(-1);
  const answer = last?.role === 'tool' ? tellResult(input) : converse(input);
  const known = new Set(input.tools.map(({ name }) => name));
  if (answer.toolCalls.every(({ name }) => known.has(name))) return answer;
  return agreeOrAsk(input);
};
