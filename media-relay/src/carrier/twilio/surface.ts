import { Hono } from 'hono';
import type { CarrierSurface } from '../carrier-surface.ts';
import { acceptTwilioMedia } from './media.ts';
import type { MessageInbox } from './message-inbox.ts';
import { createMessageWebhooks } from './message-webhooks.ts';
import type { TwilioMediaOptions } from './media.ts';
import { isUpgradeSigned } from './signature.ts';
import { createTwilioWebhooks } from './webhooks.ts';
import type { TwilioWebhookOptions } from './webhooks.ts';

export type TwilioSurfaceOptions = Omit<TwilioWebhookOptions, 'onRefused'> &
  Omit<TwilioMediaOptions, 'records' | 'onRefused'> & {
    /** Takes text messages and reports about them; without it `/sms` and `/message-status` are not there. */
    readonly inbox?: MessageInbox | undefined;
  };

/**
 * Twilio's side of the relay: `/twilio/voice`, `/resume`, `/transferred`, `/status`, `/sms` and `/message-status`, and the socket `/twilio/media`. Everything is
 * signed.
 */
export function createTwilioSurface(options: TwilioSurfaceOptions): CarrierSurface {
  const { logger } = options;
  let refusedWebhooks = 0;
  let refusedSockets = 0;
  const onRefused = (path: string): void => {
    refusedWebhooks += 1;
    logger.warning('A webhook without a valid signature was refused', { path });
  };
  const routes = new Hono();
  routes.route('/', createTwilioWebhooks({ ...options, onRefused }));
  const { inbox } = options;
  if (inbox !== undefined) {
    routes.route('/', createMessageWebhooks({ ...options, inbox, onRefused }));
  }
  const mediaPath = '/twilio/media';
  const onSocketRefused = (reason: string): void => {
    refusedSockets += 1;
    logger.warning('A media socket was refused', { reason });
  };
  return {
    name: 'twilio',
    webhooks: routes,
    mediaPath,
    isUpgradeAllowed(request) {
      const signature = request.headers['x-twilio-signature'];
      const isSigned = isUpgradeSigned(options, {
        signature: typeof signature === 'string' ? signature : undefined,
        url: `${options.publicBaseUrl().replace(/^http/, 'ws')}${mediaPath}`,
      });
      if (!isSigned) onSocketRefused('unsigned');
      return isSigned;
    },
    acceptMedia: (socket) => acceptTwilioMedia(socket, { ...options, onRefused: onSocketRefused }),
    counts: () => ({ refusedWebhooks, refusedSockets }),
  };
}
