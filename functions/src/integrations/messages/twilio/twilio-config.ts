import { z } from 'zod';
import type { TwilioMessagesOptions } from './twilio-messages.ts';

/** Variables of whoever sends messages by Twilio. */
export const twilioMessagesVariables = {
  TWILIO_ACCOUNT_SID: z.string().min(1),
  TWILIO_AUTH_TOKEN: z.string().min(1),
  TWILIO_REGION: z.string().optional(),
  TWILIO_EDGE: z.string().optional(),
  TWILIO_MESSAGING_SERVICE_SID: z.string().optional(),
  /** Delivery reports go here. */
  TWILIO_MESSAGE_STATUS_URL: z.url().optional(),
  TWILIO_API_BASE_URL: z.url().optional(),
} as const;

const schema = z.object(twilioMessagesVariables);

export function twilioMessagesOptions(
  values: z.infer<typeof schema>,
): Omit<TwilioMessagesOptions, 'clock'> {
  return {
    accountSid: values.TWILIO_ACCOUNT_SID,
    authToken: values.TWILIO_AUTH_TOKEN,
    region: values.TWILIO_REGION,
    edge: values.TWILIO_EDGE,
    messagingServiceSid: values.TWILIO_MESSAGING_SERVICE_SID,
    statusCallbackUrl: values.TWILIO_MESSAGE_STATUS_URL,
    apiBaseUrl: values.TWILIO_API_BASE_URL,
  };
}
