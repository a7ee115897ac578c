import { sleep } from '@standardiste/shared/time/clock.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { randomBytes } from 'node:crypto';
import { startFrameTicker } from '../../caller/frame-ticker.ts';
import type { Phone, PhoneEnd } from '../../caller/phone.ts';
import { PlaybackBuffer } from '../../caller/playback-buffer.ts';
import { speak } from '../../voice/speak.ts';
import { noCallFaults } from './call-options.ts';
import type { CallFaults, CallTimings, PlaceCallOptions } from './call-options.ts';
import { steadyNetwork } from './jitter.ts';
import { openMediaStream } from './media-stream.ts';
import type { MediaStream } from './media-stream.ts';
import { signTwilioRequest } from './signing.ts';
import type { TimelineEntry, TimelineEvent } from './timeline.ts';
import { parseTwiml, TwimlInvalidError } from './twiml-parser.ts';
import type { TwimlVerb } from './twiml-parser.ts';
import { createWebhookClient, WebhookFailedError } from './webhook-client.ts';

export type CallStatus = 'ringing' | 'in-progress' | 'completed';

export interface SimulatedCallContext {
  readonly accountSid: string;
  readonly authToken: string;
  readonly timings: CallTimings;
  readonly clock: Clock;
}

/** Where a call goes on: TwiML to fetch, with what is told besides, or TwiML at hand. */
type Destination =
  | { readonly url: string; readonly told?: Readonly<Record<string, string>> }
  | { readonly twiml: string };

/** Twilio hangs up a call that is redirected in circles. */
const maxDocuments = 100;
const maxTimelineEntries = 10_000;
/** What Twilio's own voice says when it has no usable TwiML; it is English. */
const applicationError = 'We are sorry, an application error has occurred. Goodbye.';

/** One call through Twilio: webhooks, TwiML, media sockets, status callbacks, from ringing to completed. */
export class SimulatedCall {
  readonly callSid = `CA${randomBytes(16).toString('hex')}`;
  readonly timeline: TimelineEntry[] = [];
  readonly options: PlaceCallOptions;
  readonly startedAtMs: number;
  readonly phone: Phone;
  readonly #context: SimulatedCallContext;
  readonly #faults: CallFaults;
  readonly #webhook: ReturnType<typeof createWebhookClient>;
  readonly #ended = Promise.withResolvers<PhoneEnd>();
  readonly #over = new AbortController();
  /** Aborts the document that runs, when the REST API redirects the call. */
  #document = new AbortController();
  #redirect: Destination | undefined;
  #status: CallStatus = 'ringing';
  #answeredAtMs: number | undefined;
  #ticker: Disposable | undefined;
  #stream: MediaStream | undefined;
  readonly #announcements = new PlaybackBuffer();
  #endedBy: PhoneEnd['by'] | undefined;

  constructor(options: PlaceCallOptions, context: SimulatedCallContext) {
    this.options = options;
    this.#context = context;
    this.#faults = { ...noCallFaults, ...options.faults };
    this.startedAtMs = context.clock.now();
    const { authToken, timings, clock } = context;
    this.#webhook = createWebhookClient({ authToken, latencyMs: timings.webhookMs, clock });
    this.phone = {
      sendDigit: (digit) => this.#stream?.sendDigit(digit),
      hangUp: () => this.#end('caller'),
      ended: this.#ended.promise,
    };
  }

  get status(): CallStatus {
    return this.#status;
  }

  /** Runs the call to its end, status callbacks included. Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#runDocuments({ url: this.options.voiceUrl });
      this.#end('callbot');
    } catch (error) {
      if (!this.#over.signal.aborted) {
        this.#note('warning', { text: String(error) });
        this.#end('network');
      }
    }
    await this.#sendStatusCallbacks();
  }

  /** The REST API's hang-up. Returns false when the call is over already. */
  complete(): boolean {
    if (this.#over.signal.aborted) return false;
    this.#end('callbot');
    return true;
  }

  /** The REST API's redirect. Returns false when the call is over already. */
  redirect(destination: Destination): boolean {
    if (this.#over.signal.aborted) return false;
    this.#note('redirected', destination);
    this.#redirect = destination;
    this.#document.abort(new Error('The call was redirected'));
    return true;
  }

  async #runDocuments(first: Destination): Promise<void> {
    let next: Destination | undefined = first;
    for (let count = 0; next !== undefined && count < maxDocuments; count += 1) {
      this.#document = new AbortController();
      const signal = AbortSignal.any([this.#document.signal, this.#over.signal]);
      try {
        const verbs = await this.#fetchDocument(next, signal, count === 0);
        next = await this.#runVerbs(verbs, signal);
      } catch (error) {
        if (this.#over.signal.aborted || this.#redirect === undefined) throw error;
        next = this.#redirect;
        this.#redirect = undefined;
      }
    }
  }

  async #fetchDocument(
    destination: Destination,
    signal: AbortSignal,
    isFirst: boolean,
  ): Promise<readonly TwimlVerb[]> {
    try {
      if ('twiml' in destination) return parseTwiml(destination.twiml);
      const isDuplicated = isFirst && this.#faults.duplicateVoiceWebhook;
      if (isDuplicated) this.#post(destination.url, signal).catch(() => undefined);
      const { url, told } = destination;
      return parseTwiml((await this.#post(url, signal, told)).body);
    } catch (error) {
      if (error instanceof TwimlInvalidError) this.#note('warning', { code: 12100 });
      else if (!(error instanceof WebhookFailedError)) throw error;
      const { fallbackUrl } = this.options;
      if (fallbackUrl === undefined) {
        return [{ type: 'say', text: applicationError, language: 'en-US' }];
      }
      const code = error instanceof WebhookFailedError ? error.code : 12100;
      const url = 'url' in destination ? destination.url : '';
      const extra = { ErrorCode: String(code), ErrorUrl: url };
      return parseTwiml((await this.#post(fallbackUrl, signal, extra)).body);
    }
  }

  /** Runs verbs in order. Gives the document to go on with; undefined ends the call. */
  async #runVerbs(
    verbs: readonly TwimlVerb[],
    signal: AbortSignal,
  ): Promise<Destination | undefined> {
    for (const verb of verbs) {
      signal.throwIfAborted();
      switch (verb.type) {
        case 'connect-stream': {
          this.#answer();
          const goesOn = await this.#runStream(verb, signal);
          if (!goesOn) return undefined;
          if (verb.action !== undefined) return { url: verb.action };
          break;
        }
        case 'redirect':
          return { url: verb.url };
        case 'say':
          this.#answer();
          await this.#say(verb.text, signal);
          break;
        case 'pause':
          this.#answer();
          await sleep(this.#context.clock, verb.lengthMs, signal);
          break;
        case 'dial': {
          this.#answer();
          this.#note('dialled', { phone: verb.phone, callerId: verb.callerId });
          const told = await this.#dial(verb.timeoutMs, signal);
          if (verb.action !== undefined) return { url: verb.action, told };
          break;
        }
        case 'hang-up':
        case 'reject':
          return undefined;
        case 'unsupported':
          this.#note('warning', { code: 12200, text: `<${verb.name}> is not simulated` });
      }
    }
    return undefined;
  }

  /** Connects a media socket and stays until it is over. Gives whether the call goes on. */
  async #runStream(
    verb: TwimlVerb & { type: 'connect-stream' },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { accountSid, authToken, timings, clock } = this.#context;
    const [url = ''] = verb.url.split('?');
    if (url !== verb.url)
      this.#note('warning', { text: 'The query string of a stream is dropped' });
    this.#note('stream-connecting', { url });
    await sleep(clock, timings.socketMs, signal);
    const stream = openMediaStream({
      url,
      signature: signTwilioRequest(authToken, url),
      accountSid,
      callSid: this.callSid,
      streamSid: `MZ${randomBytes(16).toString('hex')}`,
      parameters: verb.parameters,
      jitter: { ...steadyNetwork, ...this.#faults.jitter },
      clock,
      note: (event, detail) => this.#note(event, detail),
    });
    this.#stream = stream;
    const stop = (): void => stream.stop();
    signal.addEventListener('abort', stop, { once: true });
    const end = await stream.over;
    signal.removeEventListener('abort', stop);
    this.#stream = undefined;
    signal.throwIfAborted();
    return end !== 'dropped' || this.#faults.afterDrop === 'continue';
  }

  /** Rings whoever is there, and lets them talk. Gives what Twilio tells of it. */
  async #dial(timeoutMs: number, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const { clock } = this.#context;
    const { person } = this.options;
    if (person === undefined || person.answersAfterMs > timeoutMs) {
      await sleep(clock, timeoutMs, signal);
      return { DialCallStatus: 'no-answer' };
    }
    await sleep(clock, person.answersAfterMs, signal);
    this.#note('bridged');
    await this.#say(person.says, signal);
    await sleep(clock, person.talksMs, signal);
    const seconds = String(Math.ceil(person.talksMs / 1_000));
    return { DialCallStatus: 'completed', DialCallDuration: seconds, DialBridged: 'true' };
  }

  /** Says a text in the text-bearing voice, as long as it takes. */
  async #say(text: string, signal: AbortSignal): Promise<void> {
    this.#note('said', { text });
    this.#announcements.enqueue(speak(text));
    await sleep(this.#context.clock, this.#announcements.bufferedMs + 40, signal);
  }

  /** From here on the line is open and 50 frames a second flow, with or without a stream. */
  #answer(): void {
    if (this.#status !== 'ringing') return;
    this.#status = 'in-progress';
    this.#answeredAtMs = this.#context.clock.now();
    this.#note('answered');
    const { party } = this.options;
    this.#ticker = startFrameTicker(this.#context.clock, (atMs) => {
      party.onPlayed(this.#stream?.play() ?? this.#announcements.nextFrame().mulaw8k, atMs);
      if (this.#over.signal.aborted) return;
      const frame = party.nextFrame();
      this.#stream?.hear(frame);
    });
  }

  #end(by: PhoneEnd['by']): void {
    if (this.#over.signal.aborted) return;
    this.#status = 'completed';
    this.#endedBy = by;
    this.#ticker?.[Symbol.dispose]();
    this.#over.abort(new Error(`The call was ended by the ${by}`));
    this.#note('ended', { by });
    this.#ended.resolve({ by, atMs: this.#context.clock.now() });
  }

  async #sendStatusCallbacks(): Promise<void> {
    const url = this.options.statusCallback;
    if (url === undefined) return;
    const { clock } = this.#context;
    const { statusCallbackCount, statusCallbackDelayMs, statusOutOfOrder } = this.#faults;
    if (statusCallbackDelayMs > 0) await sleep(clock, statusCallbackDelayMs);
    const seconds = Math.ceil((clock.now() - (this.#answeredAtMs ?? clock.now())) / 1_000);
    const form = {
      CallbackSource: 'call-progress-events',
      Timestamp: new Date(clock.now()).toUTCString(),
      SequenceNumber: '1',
      CallDuration: String(seconds),
      Duration: String(Math.ceil(seconds / 60)),
    };
    const late = { ...form, SequenceNumber: '0', CallStatus: 'in-progress' };
    const forms = [
      ...Array.from({ length: statusCallbackCount }, () => form),
      ...(statusOutOfOrder ? [late] : []),
    ];
    for (const each of forms) {
      await this.#post(url, new AbortController().signal, each).catch((error: unknown) =>
        this.#note('warning', { text: String(error) }),
      );
    }
  }

  #post(url: string, signal: AbortSignal, extra: Readonly<Record<string, string>> = {}) {
    const { from, to } = this.options;
    const form = {
      AccountSid: this.#context.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: this.callSid,
      CallStatus: this.#status,
      Direction: 'inbound',
      From: from,
      Caller: from,
      To: to,
      Called: to,
      ...extra,
    };
    return this.#webhook({ url, form }, (event, detail) => this.#note(event, detail), signal);
  }

  #note(event: TimelineEvent, detail: Readonly<Record<string, unknown>> = {}): void {
    if (this.timeline.length >= maxTimelineEntries) return;
    this.timeline.push({ atMs: this.#context.clock.now(), event, detail });
  }

  /** The call as plain JSON, for inspection. */
  describe(): SimulatedCallState {
    const { from, to } = this.options;
    return {
      callSid: this.callSid,
      from,
      to,
      status: this.#status,
      startedAtMs: this.startedAtMs,
      answeredAtMs: this.#answeredAtMs ?? null,
      endedBy: this.#endedBy ?? null,
      warnings: this.timeline.filter(({ event }) => event === 'warning'),
      timeline: [...this.timeline],
    };
  }
}

export interface SimulatedCallState {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
  readonly status: CallStatus;
  readonly startedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly endedBy: PhoneEnd['by'] | null;
  readonly warnings: readonly TimelineEntry[];
  readonly timeline: readonly TimelineEntry[];
}
