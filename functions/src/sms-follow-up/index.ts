import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { phoneHashKeyPattern } from '@standardiste/shared/contracts/phone-hash.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import {
  twilioMessagesOptions,
  twilioMessagesVariables,
} from '../integrations/messages/twilio/twilio-config.ts';
import { platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';

const variables = z.object({
  ...platformVariables,
  ...twilioMessagesVariables,
  PHONE_HASH_KEY: z
    .string()
    .regex(phoneHashKeyPattern, 'expected version:secret, 16 characters or more'),
});

/** Sends the text messages that follow calls, and takes what comes back. */
export const registered = registerEventFunction({
  name: 'sms-follow-up',
  environment: process.env,
  readConfig(environment) {
    const values = readEnvironment(variables, environment);
    const phoneHashKey = values.PHONE_HASH_KEY;
    return {
      platform: platformConfig(values),
      twilio: twilioMessagesOptions(values),
      phoneHashKey,
    };
  },
  async createHandlers({ config, store, clock }) {
    const { createSmsHandlers } = await import('./handlers.ts');
    const { countSegments, toGsm7 } = await import('../integrations/messages/gsm7.ts');
    const { refusalOfCode } = await import('../integrations/messages/twilio/twilio-failure.ts');
    const messages = await openMessages(config.twilio, clock);
    const { phoneHashKey } = config;
    const words = { toPlainText: toGsm7, countSegments, refusalOfCode };
    return createSmsHandlers({ store, messages, ...words, clock, phoneHashKey });
  },
  async createChecks({ config, clock }) {
    const { messagesCheck } = await import('./messages-check.ts');
    return [messagesCheck(await openMessages(config.twilio, clock))];
  },
});

async function openMessages(account: ReturnType<typeof twilioMessagesOptions>, clock: Clock) {
  const { createTwilioMessages } =
    await import('../integrations/messages/twilio/twilio-messages.ts');
  return createTwilioMessages({ ...account, clock });
}
