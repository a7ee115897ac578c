import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { startFrameTicker } from './frame-ticker.ts';
import type { Phone, PhoneEnd, PhoneParty } from './phone.ts';
import { frameMs, PlaybackBuffer } from './playback-buffer.ts';

/** The relay's `CarrierEvent`, repeated: the sandbox does not import the relay. */
export type InProcessEvent =
  | { readonly type: 'caller-audio'; readonly mulaw8k: Uint8Array; readonly mediaMs: number }
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'dtmf'; readonly digit: string }
  | {
      readonly type: 'stop';
      readonly cause: 'carrier-stopped' | 'socket-closed' | 'socket-failed' | 'closed-by-us';
    };

/** The relay's `CarrierLink`, repeated. */
export interface InProcessLink {
  readonly events: AsyncIterable<InProcessEvent>;
  sendAudio(mulaw8k: Uint8Array): void;
  sendMark(name: string): void;
  clear(): void;
  close(): void;
  readonly ignoredCount: number;
}

export interface InProcessCallOptions {
  readonly clock: Clock;
  readonly party: PhoneParty;
  /**
   * The stream is over although the caller is still on the line. Answer with another stream (`openStream`), or hang up by
   * returning; the default is that the call ends, as when the callbot hangs up.
   */
  readonly onStreamOver?: (call: InProcessCall, cause: 'closed-by-us' | 'socket-failed') => void;
  /** True loses the caller's frame with this number on its way to the relay. */
  readonly isFrameLost?: (frameNumber: number) => boolean;
}

/** A call without sockets, for virtual time: the same playback as the Twilio simulator's. */
export interface InProcessCall {
  readonly phone: Phone;
  /** Connects the call to a relay, for the first time or again after a stream is over. */
  openStream(): InProcessLink;
  /** Breaks the current stream, as a crash of the relay would. */
  dropStream(): void;
  /** Ends the call from the callbot's side, as the carrier's REST API would. */
  endByCallbot(): void;
}

/** Answers a call at once: frames flow from now on until it ends. */
export function createInProcessCall(options: InProcessCallOptions): InProcessCall {
  const { clock, party } = options;
  const ended = Promise.withResolvers<PhoneEnd>();
  let stream: Stream | undefined;
  let isOver = false;
  let frameNumber = 0;

  const end = (by: PhoneEnd['by']): void => {
    if (isOver) return;
    isOver = true;
    ticker[Symbol.dispose]();
    stream?.end('carrier-stopped');
    ended.resolve({ by, atMs: clock.now() });
  };
  const streamOver = (cause: 'closed-by-us' | 'socket-failed'): void => {
    stream = undefined;
    options.onStreamOver?.(call, cause);
    if (stream === undefined) end(cause === 'closed-by-us' ? 'callbot' : 'network');
  };
  const ticker = startFrameTicker(clock, (atMs) => {
    party.onPlayed(stream?.play() ?? silentFrame(), atMs);
    if (isOver) return; // the party hung up on what it heard
    const frame = party.nextFrame();
    if (options.isFrameLost?.(frameNumber++) !== true) stream?.hear(frame);
    stream?.advance();
  });
  const call: InProcessCall = {
    phone: {
      sendDigit: (digit) => stream?.emit({ type: 'dtmf', digit }),
      hangUp: () => end('caller'),
      ended: ended.promise,
    },
    openStream() {
      if (isOver || stream !== undefined) {
        throw new TypeError('A stream needs a call that is not over and has none');
      }
      stream = createStream(() => streamOver('closed-by-us'));
      return stream.link;
    },
    dropStream() {
      stream?.end('socket-failed');
      streamOver('socket-failed');
    },
    endByCallbot: () => end('callbot'),
  };
  return call;
}

type StopCause = (InProcessEvent & { type: 'stop' })['cause'];

interface Stream {
  readonly link: InProcessLink;
  emit(event: InProcessEvent): void;
  play(): Uint8Array;
  hear(mulaw8k: Uint8Array): void;
  /** 20 ms of media time have passed. */
  advance(): void;
  end(cause: StopCause): void;
}

function createStream(onClosed: () => void): Stream {
  const events = new AsyncQueue<InProcessEvent>({ maxItems: 5_000 });
  const playback = new PlaybackBuffer();
  let mediaMs = 0;
  let isOver = false;
  const emit = (event: InProcessEvent): void => events.push(event);
  const end = (cause: StopCause): void => {
    if (isOver) return;
    isOver = true;
    emit({ type: 'stop', cause });
    events.end();
  };
  const link: InProcessLink = {
    events,
    ignoredCount: 0,
    sendAudio: (mulaw8k) => void (isOver || playback.enqueue(mulaw8k)),
    sendMark(name) {
      if (!isOver && playback.mark(name)) emit({ type: 'mark', name });
    },
    clear() {
      if (!isOver) for (const name of playback.clear()) emit({ type: 'mark', name });
    },
    close() {
      if (isOver) return;
      end('closed-by-us');
      onClosed();
    },
  };
  return {
    link,
    emit,
    end,
    play() {
      const { mulaw8k, marks } = playback.nextFrame();
      for (const name of marks) emit({ type: 'mark', name });
      return mulaw8k;
    },
    hear: (mulaw8k) => emit({ type: 'caller-audio', mulaw8k, mediaMs }),
    advance: () => void (mediaMs += frameMs),
  };
}

function silentFrame(): Uint8Array {
  return new Uint8Array(160).fill(0xff);
}
