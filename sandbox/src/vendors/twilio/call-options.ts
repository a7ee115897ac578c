import type { PhoneParty } from '../../caller/phone.ts';
import type { JitterOptions } from './jitter.ts';

/** How one simulated call goes. Phone numbers are E.164; what a hidden caller's carrier writes goes into `from`. */
export interface PlaceCallOptions {
  readonly from: string;
  readonly to: string;
  /** Where the called number's webhooks go, with fragments such as `#rc=2` as in Twilio's console. */
  readonly voiceUrl: string;
  readonly fallbackUrl?: string;
  readonly statusCallback?: string;
  /** Who speaks and listens at the caller's end. */
  readonly party: PhoneParty;
  readonly faults?: Partial<CallFaults>;
  /** Whoever is at the number that a `<Dial>` rings; by default nobody answers. */
  readonly person?: DialledPerson | undefined;
}

/** Somebody who can be dialled. */
export interface DialledPerson {
  /** Later than the dial's own time limit is never. */
  readonly answersAfterMs: number;
  /** What the caller hears then. Whoever speaks first hangs up: the person after `talksMs`, if not the caller before that. */
  readonly says: string;
  readonly talksMs: number;
}

/** How the network and Twilio misbehave for one call. */
export interface CallFaults {
  /** The voice webhook is sent twice at once; the first answer counts. */
  readonly duplicateVoiceWebhook: boolean;
  /** Copies of the final status callback; 0 loses it. */
  readonly statusCallbackCount: number;
  /** How late the status callback is. */
  readonly statusCallbackDelayMs: number;
  /** An `in-progress` callback with a lower sequence number arrives after `completed`. */
  readonly statusOutOfOrder: boolean;
  /**
   * What Twilio does when a media socket breaks rather than closes. Documented is only that it goes on after a proper close, so a
   * product has to live with both.
   */
  readonly afterDrop: 'continue' | 'hang-up';
  /** The caller's frames on their way to the media socket. */
  readonly jitter: Partial<JitterOptions>;
}

export const noCallFaults: CallFaults = {
  duplicateVoiceWebhook: false,
  statusCallbackCount: 1,
  statusCallbackDelayMs: 0,
  statusOutOfOrder: false,
  afterDrop: 'continue',
  jitter: {},
};

/** Realistic delays of Twilio's own. */
export interface CallTimings {
  /** From an event to the arrival of its webhook. */
  readonly webhookMs: number;
  /** From the TwiML's arrival to the media socket's handshake. */
  readonly socketMs: number;
}

export const realisticTimings: CallTimings = { webhookMs: 150, socketMs: 250 };
