import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import type { MessageSender } from '../integrations/messages/messages.ts';

/** From a range that is for fiction only (ARCEP): nobody has it. */
const nobodysPhone = '+33639980099';

/** Looks for a message that was never sent. Sends none. */
export function messagesCheck(messages: MessageSender): HealthCheck {
  return {
    integration: 'twilio',
    name: 'messages',
    async run(signal) {
      const message = { to: nobodysPhone, from: nobodysPhone, body: 'smoke', key: 'smoke' };
      await messages.find({ ...message, mayExist: true }, signal);
      return 'sent messages can be looked up';
    },
  };
}
