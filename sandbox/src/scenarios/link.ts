import { finish, greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const link: ScenarioFactory = () => ({
  name: 'link',
  description: 'A caller has the brochure sent by text message.',
  from: '+33639980044',
  expectedOutcome: 'question-answered',
  expectedMessage: 'https://campus-mirabelle\\.example/formations',
  script: {
    rules: [
      {
        name: 'ask',
        when: greeted,
        say: [
          'Pouvez-vous m’envoyer la brochure par SMS ?',
          'Je voudrais recevoir le catalogue des formations par SMS.',
          'Envoyez-moi les informations par SMS, s’il vous plaît.',
        ],
      },
      finish,
    ],
  },
});
