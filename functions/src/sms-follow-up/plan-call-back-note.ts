import type { CallOutcome } from '@standardiste/shared/contracts/events.ts';
import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import { isoDateOf, toLocalTime } from '@standardiste/shared/french/local-time.ts';
import type { EventHandler } from '../platform/event-handler.ts';
import { messageText } from './message-text.ts';
import { nothing, planMessage } from './plan-message.ts';
import { readProfile } from './read-profile.ts';
import type { SmsDependencies } from './sms-dependencies.ts';

/** After which calls a note follows, and of which kind. A call that was promised a call-back may have broken off as well: the promise counts. */
const kinds: Partial<Record<CallOutcome, 'call-back-note' | 'cut-off'>> = {
  'call-back-promised': 'call-back-note',
  abandoned: 'cut-off',
  'technical-failure': 'cut-off',
};

/** Who hangs up sooner has dialled by mistake. */
const minDurationMs = 5_000;

/** A note about a call of hours ago confuses more than it helps. */
const maxAgeMs = 2 * 3_600_000;

/** `call-ended`, when it broke off or a call-back was promised: one note of a kind a day to one number, however often it calls. */
export function createPlanCallBackNote(deps: SmsDependencies): EventHandler<'call-ended'> {
  return {
    topic: 'call-ended',
    effectKey: ({ data }) => `sms-plan:${data.callId}:call-ended`,
    async handle({ data }, { logger }) {
      const { callId, callerPhone, durationMs, endedAt, outcome, profileId } = data;
      const kind = kinds[outcome];
      const isMeant = durationMs >= minDurationMs && callerPhone !== null;
      const nowMs = deps.clock.now();
      if (kind === undefined || !isMeant || nowMs - Date.parse(endedAt) > maxAgeMs) return nothing;
      const profile = await readProfile(deps.store, profileId);
      const { epochDay } = toLocalTime(Date.parse(endedAt), profile.timeZone);
      // The key holds the day: the second note of a day finds its effect done.
      const key = `sms:${phoneHash(deps.phoneHashKey, callerPhone)}:${isoDateOf(epochDay)}:${kind}`;
      const text = messageText(kind, {}, profile);
      const intended = {
        key,
        kind,
        callId,
        profile,
        phone: callerPhone,
        text,
      } as const;
      return planMessage(deps, { ...intended, notAfterMs: nowMs + maxAgeMs }, logger);
    },
  };
}
