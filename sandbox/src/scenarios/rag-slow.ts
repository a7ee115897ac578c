import { knownCaller } from '../world/people.ts';
import { finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const ragSlow: ScenarioFactory = () => ({
  name: 'rag-slow',
  description:
    'The RAG service does not answer in time: the caller is told so, and offered an advisor.',
  from: knownCaller.phone,
  expectedOutcome: 'call-back-promised',
  knowledge: 'rag',
  faults: [{ vendor: 'rag', rules: [{ operation: 'inference', latencyMs: 10_000, times: null }] }],
  script: {
    rules: [
      {
        name: 'question',
        when: greeted,
        say: ['Combien coûte le BTS Esthétique ?', 'Quel est le prix du BTS Esthétique ?'],
      },
      {
        name: 'call back',
        when: 'documents(?=.*rappel).*\\?',
        say: ['Oui, je veux bien.', 'Oui, s’il vous plaît.', 'Oui, volontiers.'],
      },
      finish,
    ],
  },
});
