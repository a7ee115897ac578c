import type { v2 } from '@google-cloud/speech';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { decodeMulaw } from '../../../audio/g711.ts';
import { levelDbfs } from '../../../audio/level.ts';
import type { RecognitionEvent, RecognitionStream } from '../../recogniser.ts';
import type { ClientLease, GoogleClientPool } from '../google-client-pool.ts';
import { codeOf, grpcCode, toVendorFailure } from '../google-failure.ts';
import { AudioBacklog } from './audio-backlog.ts';
import { parseRecognitionResponse, type RecognitionPart } from './parse-recognition-response.ts';
import type { StreamingRequest } from './recognition-config.ts';
import { openRecognitionLink, type RecognitionLink } from './recognition-link.ts';
import { RetryBudget } from './retry-budget.ts';

/** When a stream is replaced. Google ends it after 5 minutes. */
export interface RenewalTimes {
  /** From this age on, at the first moment when nobody speaks. */
  readonly afterMs: number;
  /** At this age in any case. */
  readonly atLatestMs: number;
}

export interface RecognitionSessionOptions {
  readonly pool: GoogleClientPool<v2.SpeechClient>;
  readonly config: StreamingRequest;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly batchBytes: number;
  readonly renewal: RenewalTimes;
  /** A stream that Google ends after so long without audio ended for that; the next one is opened when audio comes. */
  readonly dormantAfterMs: number;
  readonly onClosed: () => void;
}

/** Audio kept for the next stream: longer than any utterance that is still open. 240 kB. */
const backlogMs = 30_000;
/** What a stream got this long ago, in real time, and said nothing about, was silence. */
const prerollMs = 1_000;
/** A stream that says nothing to so much loud audio is broken, whatever it pretends. Replaced once a minute at most: it may be music. */
const unansweredMs = 6_000;
const unansweredPauseMs = 60_000;
const loudDbfs = -35;
const vendor = 'google-speech';

/** One call's recognition over as many streams to Google as it takes. Nothing that was said is lost between two of them. */
export class RecognitionSession implements RecognitionStream {
  readonly #options: RecognitionSessionOptions;
  readonly #events = new AsyncQueue<RecognitionEvent>({ maxItems: 1_000 });
  readonly #backlog = new AudioBacklog(backlogMs);
  readonly #budget = new RetryBudget();
  readonly #closed = new AbortController();
  readonly #onAbort = (): void => this.close();
  #batch: Uint8Array;
  #batchFill = 0;
  #link: RecognitionLink | undefined;
  #isOpening = false;
  #timers: Disposable[] = [];
  #isRenewalDue = false;
  #linkStartMs = 0;
  #linkOpenedAtMs = 0;
  /** Up to here it was silent since the last settled utterance. */
  #silentMs = 0;
  #lastSentAtMs: number;
  #settledMs = 0;
  #isSpeechActive = false;
  #hasOpenHypothesis = false;
  #loudUnansweredMs = 0;
  #replacedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: RecognitionSessionOptions) {
    this.#options = options;
    this.#batch = new Uint8Array(options.batchBytes);
    this.#lastSentAtMs = options.clock.now();
  }

  /** Opens the first stream, or closes at once when the signal has aborted. */
  begin(): void {
    const { signal } = this.#options;
    if (signal.aborted) return this.close();
    signal.addEventListener('abort', this.#onAbort, { once: true });
    void this.#open();
  }

  get events(): AsyncIterable<RecognitionEvent> {
    return this.#events;
  }

  sendAudio(mulaw8k: Uint8Array): void {
    if (this.#closed.signal.aborted) return;
    for (let offset = 0; offset < mulaw8k.length;) {
      const part = mulaw8k.subarray(offset, offset + this.#batch.length - this.#batchFill);
      this.#batch.set(part, this.#batchFill);
      this.#batchFill += part.length;
      offset += part.length;
      if (this.#batchFill === this.#batch.length) this.#sendBatch();
    }
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(new Error('The recognition was closed'));
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#clearTimers();
    this.#link?.cancel();
    this.#link = undefined;
    this.#events.end();
    this.#options.onClosed();
  }

  #sendBatch(): void {
    const batch = this.#batch;
    this.#batch = new Uint8Array(batch.length);
    this.#batchFill = 0;
    this.#backlog.push(batch);
    this.#lastSentAtMs = this.#options.clock.now();
    if (this.#link !== undefined) {
      this.#link.send(batch);
      this.#watchSilence(batch);
    } else if (this.#timers.length === 0) void this.#open();
  }

  /** Opens the next stream beside the one in use, if any, and changes over when it is there. */
  async #open(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      const lease = await this.#options.pool.acquire(this.#closed.signal);
      this.#isOpening = false;
      if (this.#closed.signal.aborted) lease[Symbol.dispose]();
      else this.#changeOver(lease);
    } catch (error) {
      this.#isOpening = false;
      if (!this.#closed.signal.aborted) this.#onFailure(error);
    }
  }

  #changeOver(lease: ClientLease<v2.SpeechClient>): void {
    this.#leaveLink();
    this.#isRenewalDue = false;
    const { startMs, pieces } = this.#backlog.from(this.#unsettledFromMs());
    this.#linkStartMs = startMs;
    this.#linkOpenedAtMs = this.#options.clock.now();
    this.#lastSentAtMs = this.#linkOpenedAtMs;
    const link = openRecognitionLink(lease, this.#options.config, {
      onResponse: (response) => this.#onResponse(response),
      onEnd: (error) => {
        this.#leaveLink();
        this.#onFailure(error ?? endedError());
      },
    });
    this.#link = link;
    for (const piece of pieces) link.send(piece);
    const { afterMs, atLatestMs } = this.#options.renewal;
    this.#schedule(afterMs, () => {
      this.#isRenewalDue = true;
      this.#renewInSilence();
    });
    this.#schedule(atLatestMs, () => void this.#open());
  }

  /** Gives up the stream in use and notes how far it listened: no faster than in real time, whatever it was sent. */
  #leaveLink(): void {
    this.#clearTimers();
    if (this.#link === undefined) return;
    this.#link.cancel();
    this.#link = undefined;
    const aliveMs = this.#options.clock.now() - this.#linkOpenedAtMs;
    const heardMs = Math.min(this.#backlog.endMs, this.#linkStartMs + aliveMs);
    this.#silentMs = Math.max(this.#silentMs, heardMs - prerollMs);
  }

  /** From where the next stream must listen, in ms of audio: the utterance that is not settled, or what may yet be speech. */
  #unsettledFromMs(): number {
    if (this.#isSpeechActive || this.#hasOpenHypothesis) return this.#settledMs;
    return Math.max(this.#settledMs, this.#silentMs);
  }

  #renewInSilence(): void {
    if (!this.#isRenewalDue || this.#isSpeechActive || this.#hasOpenHypothesis) return;
    this.#isRenewalDue = false;
    this.#options.logger.debug('Speech stream renewed in a silence');
    void this.#open();
  }

  #onResponse(response: unknown): void {
    this.#loudUnansweredMs = 0;
    for (const part of parseRecognitionResponse(response)) this.#onPart(part);
    this.#renewInSilence();
  }

  #onPart(part: RecognitionPart): void {
    switch (part.type) {
      case 'speech-start':
      case 'speech-end': {
        // A new stream tells anew of speech that the last one had told of.
        const isActive = part.type === 'speech-start';
        if (isActive !== this.#isSpeechActive) this.#events.push({ type: part.type });
        this.#isSpeechActive = isActive;
        return;
      }
      case 'interim':
        this.#hasOpenHypothesis = true;
        return this.#events.push(part);
      case 'final':
        this.#hasOpenHypothesis = false;
        this.#settle(part.endMs);
        if (part.text !== '') this.#events.push({ type: 'final', text: part.text });
        return;
      case 'ignored':
        return this.#options.logger.debug('Speech response ignored');
    }
  }

  #settle(endMs: number | undefined): void {
    const settledMs = endMs === undefined ? this.#backlog.endMs : this.#linkStartMs + endMs;
    this.#settledMs = Math.min(this.#backlog.endMs, Math.max(this.#settledMs, settledMs));
    this.#backlog.forgetBefore(Math.min(this.#settledMs, this.#backlog.endMs - prerollMs));
  }

  /** Replaces a stream that hears loud audio and says nothing. */
  #watchSilence(batch: Uint8Array): void {
    if (levelDbfs(decodeMulaw(batch)) < loudDbfs) return;
    this.#loudUnansweredMs += batch.length / 8;
    const nowMs = this.#options.clock.now();
    if (this.#loudUnansweredMs < unansweredMs) return;
    if (nowMs - this.#replacedAtMs < unansweredPauseMs) return;
    this.#replacedAtMs = nowMs;
    this.#loudUnansweredMs = 0;
    this.#options.logger.warning('Speech stream says nothing to loud audio and is replaced');
    // What it heard counts as unsettled: the next stream gets all of it.
    this.#hasOpenHypothesis = true;
    void this.#open();
  }

  #onFailure(error: unknown): void {
    if (this.#isOpening) return;
    const nowMs = this.#options.clock.now();
    const isDormant = nowMs - this.#lastSentAtMs >= this.#options.dormantAfterMs;
    if (isDormant && codeOf(error) === grpcCode.aborted) return;
    const failure = toVendorFailure(error, vendor);
    const delayMs = failure.retryable ? this.#budget.spend(nowMs) : undefined;
    if (delayMs === undefined) return this.#fail(failure);
    this.#options.logger.warning('Speech stream failed and is opened again', { error, delayMs });
    this.#schedule(delayMs, () => {
      this.#clearTimers();
      void this.#open();
    });
  }

  #fail(error: VendorFailedError): void {
    this.#events.push({ type: 'failed', error });
    this.close();
  }

  #schedule(delayMs: number, run: () => void): void {
    this.#timers.push(this.#options.clock.schedule(delayMs, run));
  }

  #clearTimers(): void {
    for (const timer of this.#timers) timer[Symbol.dispose]();
    this.#timers = [];
  }
}

function endedError(): VendorFailedError {
  const message = 'Google ended the speech stream before the call was over';
  return new VendorFailedError(message, { vendor, retryable: true });
}
