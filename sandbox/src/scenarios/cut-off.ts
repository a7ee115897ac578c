import { greeted } from './common-rules.ts';
import type { ScenarioFactory } from './scenario.ts';

export const cutOff: ScenarioFactory = () => ({
  name: 'cut-off',
  description: 'The line of a caller breaks before anything was said.',
  from: '+33639980043',
  expectedOutcome: 'abandoned',
  expectedMessage: 'nous avons été coupés',
  script: { rules: [{ name: 'break off', when: greeted, hangUp: true }] },
});
