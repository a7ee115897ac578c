import type { EventHandler } from '../platform/event-handler.ts';
import { nextMarketingMs } from './marketing-hours.ts';
import { messageText, withStopNotice } from './message-text.ts';
import { nothing, planMessage } from './plan-message.ts';
import { readProfile } from './read-profile.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

/** `follow-up-requested` by text message: the link that the caller asked for. Marketing waits for its hours and names the way out. */
export function createPlanLink(deps: SmsDependencies): EventHandler<'follow-up-requested'> {
  return {
    topic: 'follow-up-requested',
    effectKey: ({ data }) => `sms-plan:${data.callId}:${data.requestId}`,
    async handle({ data }, { logger }) {
      if (data.channel !== 'sms') return nothing;
      const { callId, requestId, phone, purpose, link } = data;
      const profile = await readProfile(deps.store, data.profileId);
      const words = messageText('link', { link }, profile);
      const text = purpose === 'marketing' ? withStopNotice(words, profile) : words;
      if (text === undefined) {
        logger.warning('Marketing by a sender that nobody can answer needs `sms.stopNotice`.', {
          profileId: profile.profileId,
        });
        return nothing;
      }
      const nowMs = deps.clock.now();
      const dueAtMs = purpose === 'marketing' ? nextMarketingMs(nowMs, profile.timeZone) : nowMs;
      const key = `sms:${callId}:${requestId}:link`;
      return planMessage(
        deps,
        { key, kind: 'link', purpose, callId, profile, phone, text, dueAtMs },
        logger,
      );
    },
  };
}
