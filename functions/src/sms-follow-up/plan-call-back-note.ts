import type { CallOutcome } from '@standardiste/shared/contracts/events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import { isoDateOf, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import { messageText } from './message-text.ts';
import { nothing, planMessage } from './plan-message.ts';
import { readProfile } from './read-profile.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

const outcomes: ReadonlySet<CallOutcome> = new Set(['abandoned', 'call-back-promised']);

/** Who hangs up sooner has dialled by mistake. */
const minDurationMs = 5_000;

/** A note about a call of hours ago confuses more than it helps. */
const maxAgeMs = 2 * 3_600_000;

/** `call-ended`, when it broke off or a call-back was promised: one note a day to one number, however often it calls. */
export function createPlanCallBackNote(deps: SmsDependencies): EventHandler<'call-ended'> {
  return {
    topic: 'call-ended',
    effectKey: ({ data }) => `sms-plan:${data.callId}:call-ended`,
    async handle({ data }, { logger }) {
      const { callId, callerPhone, durationMs, endedAt, outcome, profileId } = data;
      const isMeant = outcomes.has(outcome) && durationMs >= minDurationMs && callerPhone !== null;
      const nowMs = deps.clock.now();
      if (!isMeant || nowMs - Date.parse(endedAt) > maxAgeMs) return nothing;
      const profile = await readProfile(deps.store, profileId);
      const { epochDay } = toLocalTime(Date.parse(endedAt), profile.timeZone);
      // The key holds the day: the second note of a day finds its effect done.
      const key = `sms:${phoneHash(deps.phoneHashKey, callerPhone)}:${isoDateOf(epochDay)}:call-back-note`;
      const text = messageText('call-back-note', {}, profile);
      const intended = {
        key,
        kind: 'call-back-note',
        callId,
        profile,
        phone: callerPhone,
        text,
      } as const;
      return planMessage(deps, { ...intended, notAfterMs: nowMs + maxAgeMs }, logger);
    },
  };
}
