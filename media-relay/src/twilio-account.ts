import type { TwilioAccount } from './carrier/twilio/client.ts';
import type { RelayConfig } from './config.ts';

/** The carrier's account, as the configuration names it. */
export function twilioAccount(
  config: Pick<RelayConfig, Extract<keyof RelayConfig, `TWILIO_${string}`>>,
): TwilioAccount {
  return {
    accountSid: config.TWILIO_ACCOUNT_SID,
    authToken: config.TWILIO_AUTH_TOKEN,
    apiBaseUrl: config.TWILIO_API_BASE_URL,
    region: config.TWILIO_REGION,
    edge: config.TWILIO_EDGE,
  };
}
