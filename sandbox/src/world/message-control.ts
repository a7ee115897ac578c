import { Hono } from 'hono';
import { z } from 'zod';
import { callbackOrders } from '../vendors/twilio/messages.ts';
import type { TwilioSimulator } from '../vendors/twilio/twilio-simulator.ts';
import { schoolProfile } from './school.ts';

/** `POST /messages`: somebody writes to the school. */
export const writeMessageSchema = z.strictObject({
  from: z.string().min(1),
  /** Default: the number that the school's messages come from. */
  to: z.string().min(1).default(schoolProfile.sms.sender),
  body: z.string().max(1_600),
  /** How often the webhook is sent. */
  copies: z.int().min(1).max(5).default(1),
  optOutType: z.enum(['STOP', 'START', 'HELP']).optional(),
  /** The relay's public address. */
  publicBaseUrl: z.url(),
});
export type WriteMessage = z.input<typeof writeMessageSchema>;

/** `POST /messages/network`: how messages fare from now on; what is absent stays as it is. */
export const messageNetworkSchema = z.strictObject({
  /** How delivery reports come. */
  callbackOrder: z.enum(callbackOrders).optional(),
  /** A phone that messages are not delivered to, and why: 30006 is a landline. */
  undeliverable: z.strictObject({ phone: z.e164(), errorCode: z.int() }).optional(),
  /** A phone whose owner has told the provider STOP, or START. */
  optOut: z.e164().optional(),
  optIn: z.e164().optional(),
});
export type MessageNetwork = z.input<typeof messageNetworkSchema>;

/** How the supervisor lets people write, and makes their network misbehave. */
export function createMessageControl(twilio: TwilioSimulator): Hono {
  const app = new Hono();
  app.post('/', async (context) => {
    const { publicBaseUrl, optOutType, ...message } = writeMessageSchema.parse(
      await context.req.json(),
    );
    const smsUrl = `${publicBaseUrl}/twilio/sms`;
    const kind = optOutType === undefined ? {} : { optOutType };
    return context.json(await twilio.receiveMessage({ ...message, ...kind, smsUrl }));
  });
  app.post('/network', async (context) => {
    const network = messageNetworkSchema.parse(await context.req.json());
    const { callbackOrder, undeliverable, optOut, optIn } = network;
    if (callbackOrder !== undefined) twilio.orderCallbacks(callbackOrder);
    if (undeliverable !== undefined) {
      twilio.failDelivery(undeliverable.phone, undeliverable.errorCode);
    }
    if (optOut !== undefined) twilio.optOut(optOut);
    if (optIn !== undefined) twilio.optIn(optIn);
    return context.body(null, 204);
  });
  return app;
}
