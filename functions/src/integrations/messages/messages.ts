export interface TextMessage {
  /** E.164 */
  readonly to: string;
  /** E.164 number or alphanumeric sender. A provider with a sender pool of its own may choose another. */
  readonly from: string;
  /** At most 1,600 characters. */
  readonly body: string;
  /** Business key of the message: it comes back with the provider's reports. */
  readonly key: string;
  /** True when an earlier attempt may have sent it: then the provider is asked first. */
  readonly mayExist: boolean;
  /** Nothing that the provider took before this is this message; a minute of grace covers two clocks. Default: a day ago. */
  readonly notBefore?: Date | undefined;
  /** When the provider is to send it, within its `schedule`; absent: at once. */
  readonly sendAt?: Date | undefined;
}

/** Why a number will never take a message: the person said STOP, it is no mobile, or no number at all. */
export const refusalReasons = ['opted-out', 'not-mobile', 'invalid-number'] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export type MessageOutcome =
  /** `isNew` is false when an earlier attempt had sent it. */
  | { readonly type: 'sent'; readonly messageId: string; readonly isNew: boolean }
  | { readonly type: 'refused'; readonly reason: RefusalReason };

/** Sends text messages. */
export interface MessageSender {
  /** How far ahead `sendAt` may lie; undefined when the provider keeps no schedule for us. */
  readonly schedule: { readonly minMs: number; readonly maxMs: number } | undefined;
  /**
   * Sends once. When the answer is lost it looks whether the provider has the message, and says so; it never sends twice by itself.
   * @throws VendorFailedError, `ambiguous` when the message may be on its way all the same (send again with `mayExist`); the
   *   signal's reason when it aborts.
   */
  send(message: TextMessage, signal: AbortSignal): Promise<MessageOutcome>;
  /** The provider's id of a message that an earlier attempt may have sent. @throws VendorFailedError */
  find(message: TextMessage, signal: AbortSignal): Promise<string | undefined>;
  /** Takes a scheduled message back; `too-late` when it is sent, or was taken back before. @throws VendorFailedError */
  cancel(messageId: string, signal: AbortSignal): Promise<'cancelled' | 'too-late'>;
}
