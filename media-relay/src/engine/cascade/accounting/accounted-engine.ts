import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { EngineEvent, VoiceEngine, VoiceEngineSession } from '../../engine.ts';
import type { ModelUsage } from '../../language-model.ts';
import { addRequest, emptyAccount, type UsageAccount } from './usage-account.ts';

/** Told once for every turn that asked the model, and once for every call, when it is over. */
export interface UsageListener {
  turn(callId: string, turnId: number, account: UsageAccount): void;
  call(callId: string, account: UsageAccount): void;
}

/** The same engine, with its use of language models put to account. */
export function createAccountedEngine(
  engine: VoiceEngine,
  options: { readonly clock: Clock; readonly listener: UsageListener },
): VoiceEngine {
  return {
    name: engine.name,
    keepPhrases: (options) => engine.keepPhrases(options),
    open(openOptions) {
      const account = new CallAccount(openOptions.callId, options);
      return accounted(engine.open(openOptions), account);
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

function accounted(session: VoiceEngineSession, account: CallAccount): VoiceEngineSession {
  return {
    events: watched(session.events, account),
    sendCallerAudio: (mulaw8k) => session.sendCallerAudio(mulaw8k),
    say: (turnId, text) => session.say(turnId, text),
    respond(turnId, request) {
      account.asked(turnId);
      session.respond(turnId, request);
    },
    stopResponse(turnId) {
      account.answered(turnId, null);
      session.stopResponse(turnId);
    },
    endTurn: (turnId) => session.endTurn(turnId),
    cancel(turnId) {
      account.answered(turnId, null);
      session.cancel(turnId);
    },
    async [Symbol.asyncDispose]() {
      account.close();
      await session[Symbol.asyncDispose]();
    },
  };
}

async function* watched(
  events: AsyncIterable<EngineEvent>,
  account: CallAccount,
): AsyncGenerator<EngineEvent, void, undefined> {
  for await (const event of events) {
    if (event.type === 'agent-response-end') account.answered(event.turnId, event.usage);
    if (event.type === 'agent-response-failed') account.answered(event.turnId, null);
    yield event;
  }
}

/** One call's account. A request counts once: when it is answered, fails, or is not wanted any more. */
class CallAccount {
  readonly #callId: string;
  readonly #clock: Clock;
  readonly #listener: UsageListener;
  #call = emptyAccount;
  #turn = emptyAccount;
  #turnId = 0;
  #askedAtMs: number | undefined;
  #isClosed = false;

  constructor(callId: string, options: { clock: Clock; listener: UsageListener }) {
    this.#callId = callId;
    this.#clock = options.clock;
    this.#listener = options.listener;
  }

  asked(turnId: number): void {
    if (turnId !== this.#turnId) this.#endTurn();
    this.#turnId = turnId;
    this.#askedAtMs = this.#clock.now();
  }

  answered(turnId: number, usage: ModelUsage | null): void {
    if (this.#askedAtMs === undefined || turnId !== this.#turnId) return;
    const request = { usage, durationMs: this.#clock.now() - this.#askedAtMs };
    this.#askedAtMs = undefined;
    this.#turn = addRequest(this.#turn, request);
    this.#call = addRequest(this.#call, request);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.answered(this.#turnId, null);
    this.#endTurn();
    this.#listener.call(this.#callId, this.#call);
  }

  #endTurn(): void {
    if (this.#turn.modelRequests > 0) {
      this.#listener.turn(this.#callId, this.#turnId, this.#turn);
    }
    this.#turn = emptyAccount;
  }
}
