/** What the carrier tells of one call's media. Audio is μ-law 8 kHz mono; times are ms of media time, from the stream's own counter. */
export type CarrierEvent =
  | { readonly type: 'caller-audio'; readonly mulaw8k: Uint8Array; readonly mediaMs: number }
  /** Playback reached the mark, or `clear` flushed it: the playback ledger tells which. */
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'dtmf'; readonly digit: string }
  /** The stream is over: the caller hung up, the call was redirected, or the socket broke. Always the last event. */
  | {
      readonly type: 'stop';
      readonly cause: 'carrier-stopped' | 'socket-closed' | 'socket-failed' | 'closed-by-us';
    };

/**
 * The real-time link to one call, after its start message was read and its token checked. Audio that is sent is queued by the
 * carrier and played in order.
 *
 * Whoever opened the socket gives the link to one call session, which closes it.
 */
export interface CarrierLink {
  /** One consumer. Ends after `stop`. */
  readonly events: AsyncIterable<CarrierEvent>;
  /** Queues audio for playback: μ-law 8 kHz, any number of whole 20 ms frames (160 bytes). */
  sendAudio(mulaw8k: Uint8Array): void;
  /** The carrier echoes the name once everything sent before it was played (or cleared). */
  sendMark(name: string): void;
  /** Drops what is queued and not yet played. */
  clear(): void;
  /** Closes the socket; the carrier goes on with what follows the stream in its call flow. */
  close(): void;
  /** Messages that were not understood, so far. They are ignored. */
  readonly ignoredCount: number;
}

/** Commands outside the media stream, over the carrier's REST API. */
export interface CarrierCalls {
  /** Ends the call. Ending one that is over is no error. @throws VendorFailedError */
  hangUp(carrierCallId: string, signal: AbortSignal): Promise<void>;
}

/** What the carrier can do for a call that nobody here holds any more. */
export interface CarrierRescue {
  /**
   * Takes the call out of whatever it does and has the carrier ask us anew how it goes on, as after a media socket that was closed.
   * `over`: there is no such call any more. @throws VendorFailedError
   */
  reconnect(carrierCallId: string, signal: AbortSignal): Promise<'reconnected' | 'over'>;
  /** True when the carrier has ended the call, or does not know it. @throws VendorFailedError */
  isOver(carrierCallId: string, signal: AbortSignal): Promise<boolean>;
}
