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
}

export type MessageOutcome =
  /** `isNew` is false when an earlier attempt had sent it. */
  | { readonly type: 'sent'; readonly messageId: string; readonly isNew: boolean }
  /** This number will never take it: the person said STOP, it is no mobile, or no number at all. */
  | { readonly type: 'refused'; readonly reason: 'opted-out' | 'not-mobile' | 'invalid-number' };

/** Sends text messages. */
export interface MessageSender {
  /**
   * Sends once. When the answer is lost it looks whether the provider has the message, and says so; it never sends twice by itself.
   * @throws VendorFailedError, `ambiguous` when the message may be on its way all the same (send again with `mayExist`); the
   *   signal's reason when it aborts.
   */
  send(message: TextMessage, signal: AbortSignal): Promise<MessageOutcome>;
}
