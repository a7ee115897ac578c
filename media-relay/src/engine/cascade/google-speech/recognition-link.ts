import type { v2 } from '@google-cloud/speech';
import type { ClientLease } from '../google-client-pool.ts';
import type { StreamingRequest } from './recognition-config.ts';

/** One stream to Google. It is over after `onEnd`, which comes once, or after `cancel`, which makes it silent. */
export interface RecognitionLink {
  /** Ignored once the link is over. */
  send(mulaw8k: Uint8Array): void;
  cancel(): void;
}

/** What a stream tells. Nothing is told any more once the link is over. */
export interface RecognitionLinkListener {
  readonly onResponse: (response: unknown) => void;
  /** The stream ended although nobody cancelled it; without an error when Google closed it in good order. */
  readonly onEnd: (error: unknown) => void;
}

/**
 * Opens a stream and sends the configuration. The raw method is used: the client's `streamingRecognize()` speaks the language of
 * version 1, with no recognizer and with audio in a field that version 2 does not know. Takes over the lease.
 */
export function openRecognitionLink(
  lease: ClientLease<v2.SpeechClient>,
  config: StreamingRequest,
  listener: RecognitionLinkListener,
): RecognitionLink {
  const stream = lease.client._streamingRecognize();
  let isOver = false;
  const finish = (): boolean => {
    if (isOver) return false;
    isOver = true;
    lease[Symbol.dispose]();
    return true;
  };
  stream.on('data', (response: unknown) => {
    if (!isOver) listener.onResponse(response);
  });
  // Stays registered after cancel(), whose CANCELLED arrives as an error too.
  stream.on('error', (error: unknown) => {
    if (finish()) listener.onEnd(error);
  });
  stream.on('end', () => {
    if (finish()) listener.onEnd(undefined);
  });
  const write = (request: StreamingRequest): void => void stream.write(request);
  write(config);
  return {
    send(mulaw8k) {
      if (!isOver) write({ audio: mulaw8k });
    },
    cancel() {
      if (finish()) stream.cancel();
    },
  };
}
