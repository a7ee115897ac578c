import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import type { CarrierEvent, CarrierLink } from '../carrier/carrier.ts';
import type { VoiceEngine } from '../engine/engine.ts';
import type { LanguageModel, ModelRequest } from '../engine/language-model.ts';
import type { RecognitionEvent, Recogniser } from '../engine/recogniser.ts';
import type { Synthesiser } from '../engine/synthesiser.ts';
import type { RemoteTools, ToolOutcome } from '../tools/remote-tools.ts';
import { identifyToolCallId } from './call-facts.ts';
import { CallSession, type SessionEnd } from './call-session.ts';
import type { CallState } from './call-state.ts';
import type { Timings } from './timings.ts';

type ToolRequest = Pick<EventData<'tool-requested'>, 'tool' | 'arguments' | 'toolCallId'>;

/** What happens in a call that is held by text, in order. */
export type TextCallEvent =
  /** A phrase that goes to the voice; of an answer that is prepared in vain, too. */
  | { readonly type: 'spoken'; readonly text: string }
  | {
      readonly type: 'turn';
      readonly role: 'caller' | 'agent';
      readonly text: string;
      readonly latency: Readonly<Record<string, number>>;
    }
  | { readonly type: 'asked'; readonly request: ModelRequest }
  | {
      readonly type: 'model-called';
      readonly name: string;
      readonly arguments: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'tool-requested'; readonly tool: string; readonly arguments: unknown }
  | { readonly type: 'lead'; readonly lead: CallState['leadCaptured'] }
  | { readonly type: 'link'; readonly label: string };

export interface TextCallOptions {
  readonly profile: Profile;
  readonly caller: CallerIdentity;
  readonly languageModel: LanguageModel;
  /** What the functions answer, or a promise of it; undefined never answers. */
  readonly runTool: (request: ToolRequest) => unknown;
  readonly clock: Clock;
  readonly onEvent?: (event: TextCallEvent) => void;
  readonly toolDelayMs?: number;
  readonly timings?: Partial<Timings>;
  readonly logger?: Logger;
  /** Makes one engine of ears and a mouth for text, and the language model. */
  readonly createEngine: (parts: {
    readonly recogniser: Recogniser;
    readonly languageModel: LanguageModel;
    readonly synthesiser: Synthesiser;
    readonly clock: Clock;
  }) => VoiceEngine;
}

/** A call without sound: the real conversation, session and engine, spoken to in text. Disposing hangs up. */
export interface TextCall extends AsyncDisposable {
  readonly state: CallState;
  /** What the caller says, as a recogniser would settle it. */
  say(text: string): void;
  readonly ended: Promise<SessionEnd>;
}

/** For tests that need no ears, and for the chat. */
export function openTextCall(options: TextCallOptions): TextCall {
  const { clock, profile, caller } = options;
  const tell = options.onEvent ?? ((): void => undefined);
  const heard = new AsyncQueue<RecognitionEvent>();
  const line = createTextLine();
  const engine = options.createEngine({
    recogniser: textRecogniser(heard),
    synthesiser: silentSynthesiser,
    languageModel: observed(options.languageModel, tell),
    clock,
  });
  const session = new CallSession({
    callId: 'text-call',
    profile,
    callerPhone: caller.kind === 'anonymous' ? null : caller.phone,
    link: line.link,
    engine: overheard(engine, tell),
    voiceDetector: { push: () => [], [Symbol.dispose]: () => undefined },
    tools: textTools(options, tell),
    record: {
      turn: ({ role, heard: text, latency }) => tell({ type: 'turn', role, text, latency }),
      checkpoint: () => undefined,
      secure: () => Promise.resolve(),
      lead: (state) => tell({ type: 'lead', lead: state.leadCaptured }),
      link: ({ label }) => tell({ type: 'link', label }),
    },
    clock,
    logger: options.logger ?? createMemoryLogger(),
    ...(options.timings === undefined ? {} : { timings: options.timings }),
  });
  const ended = session.run();
  return {
    get state() {
      return session.state;
    },
    say: (text) => heard.push({ type: 'final', text }),
    ended,
    async [Symbol.asyncDispose]() {
      line.hangUp();
      await ended;
      await engine[Symbol.asyncDispose]();
    },
  };
}

type Tell = (event: TextCallEvent) => void;

function textRecogniser(events: AsyncQueue<RecognitionEvent>): Recogniser {
  return {
    open: () => ({ events, sendAudio: () => undefined, close: () => events.end() }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Speaks every phrase at once, in one frame of silence. */
const silentSynthesiser: Synthesiser = {
  async *synthesise() {
    yield new Uint8Array(160).fill(0xff);
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Tells of every phrase that the engine gives to the call. */
function overheard(engine: VoiceEngine, tell: Tell): VoiceEngine {
  return {
    ...engine,
    open(openOptions) {
      const session = engine.open(openOptions);
      const events = (async function* () {
        for await (const event of session.events) {
          if (event.type === 'agent-phrase-start') tell({ type: 'spoken', text: event.text });
          yield event;
        }
      })();
      return { ...session, events };
    },
  };
}

function observed(model: LanguageModel, tell: Tell): LanguageModel {
  return {
    name: model.name,
    async *respond(request, signal) {
      tell({ type: 'asked', request });
      for await (const part of model.respond(request, signal)) {
        if (part.type === 'tool-call') tell({ type: 'model-called', ...part.call });
        yield part;
      }
    },
  };
}

/** A line whose other end has played everything the moment it comes. */
function createTextLine(): { readonly link: CarrierLink; hangUp(): void } {
  const events = new AsyncQueue<CarrierEvent>();
  return {
    link: {
      events,
      sendAudio: () => undefined,
      sendMark: (name) => events.push({ type: 'mark', name }),
      clear: () => undefined,
      close: () => events.end(),
      ignoredCount: 0,
    },
    hangUp: () => events.push({ type: 'stop', cause: 'carrier-stopped' }),
  };
}

function textTools(options: TextCallOptions, tell: Tell): RemoteTools {
  const { clock, caller, runTool, toolDelayMs = 100 } = options;
  let onOutcome: ((outcome: ToolOutcome) => void) | undefined;
  const answer = async (
    callId: string,
    { toolCallId, tool }: Pick<ToolOutcome, 'toolCallId' | 'tool'>,
    result: unknown,
  ): Promise<void> => {
    await sleep(clock, toolDelayMs);
    const fields = { callId, toolCallId, tool, reason: null };
    onOutcome?.({ ...fields, status: 'done', result: await result });
  };
  return {
    async request({ callId, toolCallId, tool, arguments: input }) {
      tell({ type: 'tool-requested', tool, arguments: input });
      const result = runTool({ toolCallId, tool, arguments: input });
      if (result !== undefined) void answer(callId, { toolCallId, tool }, result);
      await Promise.resolve();
    },
    withdraw: () => Promise.resolve(true),
    listen(callId, listener) {
      onOutcome = listener;
      void answer(callId, { toolCallId: identifyToolCallId, tool: 'crm.identify' }, caller);
      return { [Symbol.dispose]: () => void (onOutcome = undefined) };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
