import { knownCaller } from '../world/people.ts';
import { finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const ragDown: ScenarioFactory = () => ({
  name: 'rag-down',
  description:
    'The RAG service is down: documents answer in its place, what they do not tell is called for.',
  from: knownCaller.phone,
  expectedOutcome: 'call-back-promised',
  knowledge: 'rag',
  faults: [{ vendor: 'rag', rules: [{ operation: 'inference', kind: 'error', times: null }] }],
  script: {
    rules: [
      {
        name: 'question',
        when: greeted,
        say: [
          'Combien coûte le CAP petite enfance ?',
          'Quel est le prix du CAP petite enfance ?',
          'J’aimerais connaître le tarif du CAP petite enfance.',
        ],
      },
      {
        name: 'what no document tells',
        when: '1 ?190|mille cent quatre-vingt-dix|onze cent',
        say: ['Combien coûte le BTS Esthétique ?', 'Et le prix du BTS Esthétique ?'],
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
