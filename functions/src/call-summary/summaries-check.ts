import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import type { CallSummariser } from '../integrations/summaries/summaries.ts';

/** Has a call of two sentences summarised that nobody made. */
export function summariesCheck(summariser: CallSummariser): HealthCheck {
  return {
    integration: 'summaries',
    async run(signal) {
      await summariser.summarise(
        {
          companyName: 'Essai',
          outcome: 'no-action',
          durationSeconds: 10,
          callerName: null,
          appointment: null,
          turns: [
            { role: 'agent', text: 'Bonjour, que puis-je faire pour vous ?' },
            { role: 'caller', text: 'Rien, c’est un essai. Au revoir.' },
          ],
        },
        signal,
      );
      return 'a call was summarised';
    },
  };
}
