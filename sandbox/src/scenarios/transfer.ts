import { knownCaller } from '../world/people.ts';
import { frontDeskNumber } from '../world/school.ts';
import { finish, greeted } from './common-rules.ts';
import type { Scenario, ScenarioFactory } from './scenario.ts';

const askForPerson: Scenario['script']['rules'][number] = {
  name: 'ask',
  when: greeted,
  say: [
    'Je voudrais parler à quelqu’un, s’il vous plaît.',
    'Passez-moi le secrétariat, s’il vous plaît.',
    'J’aimerais parler à un conseiller.',
  ],
};

export const transfer: ScenarioFactory = () => ({
  name: 'transfer',
  description: 'A caller asks for a person, who is there.',
  from: knownCaller.phone,
  to: frontDeskNumber,
  person: {
    answersAfterMs: 3_000,
    says: 'Le secrétariat, bonjour. Je vous écoute.',
    talksMs: 20_000,
  },
  expectedOutcome: 'transferred',
  script: {
    rules: [
      askForPerson,
      {
        name: 'talk',
        when: 'secrétariat, bonjour.*écoute',
        say: ['Bonjour, c’est pour une attestation. Merci, au revoir.'],
        hangUp: true,
      },
    ],
  },
});

export const nobodyThere: ScenarioFactory = () => ({
  name: 'nobody-there',
  description: 'A caller asks for a person, nobody answers, and a call back is promised.',
  from: knownCaller.phone,
  to: frontDeskNumber,
  expectedOutcome: 'call-back-promised',
  script: {
    rules: [
      askForPerson,
      {
        name: 'call-back',
        when: 'vous rappelle \\?',
        say: ['Oui, s’il vous plaît.', 'Oui, merci.', 'D’accord, oui.'],
      },
      finish,
    ],
  },
});
