import type { RefusalReason } from '../integrations/messages/messages.ts';
import { nextMarketingMs } from './marketing-hours.ts';
import type { MessageDocument } from './message-document.ts';

export type SkipReason =
  'not-mobile' | 'invalid-number' | 'opted-out' | 'no-consent' | 'superseded' | 'too-late';

export type SendingDecision =
  | { readonly type: 'send' }
  | { readonly type: 'skip'; readonly reason: SkipReason }
  | { readonly type: 'defer'; readonly untilMs: number };

/** What is known at the moment of sending. */
export interface SendingFacts {
  readonly message: Pick<
    MessageDocument,
    'purpose' | 'version' | 'notAfter' | 'timeZone' | 'dueAt'
  >;
  readonly nowMs: number;
  readonly suppression: RefusalReason | undefined;
  readonly hasConsent: boolean;
  /** The latest version of the message's appointment. */
  readonly latestVersion: number | undefined;
}

/** May this message go out now? What the person said comes first, then the appointment's truth, then the hour. */
export function decideSending(facts: SendingFacts): SendingDecision {
  const { message, nowMs, suppression, latestVersion } = facts;
  if (suppression !== undefined) return { type: 'skip', reason: suppression };
  const isMarketing = message.purpose === 'marketing';
  if (isMarketing && !facts.hasConsent) return { type: 'skip', reason: 'no-consent' };
  const isSuperseded =
    message.version !== null && latestVersion !== undefined && latestVersion > message.version;
  if (isSuperseded) return { type: 'skip', reason: 'superseded' };
  if (message.notAfter !== null && message.notAfter.getTime() <= nowMs) {
    return { type: 'skip', reason: 'too-late' };
  }
  const untilMs = isMarketing ? nextMarketingMs(nowMs, message.timeZone) : nowMs;
  return untilMs > nowMs ? { type: 'defer', untilMs } : { type: 'send' };
}
