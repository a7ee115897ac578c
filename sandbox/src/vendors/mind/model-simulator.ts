import type { HttpBindings } from '@hono/node-server';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { createRandom } from '../../random.ts';
import { FaultPlan, type FaultRule } from '../faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';
import { frenchMind } from './french-mind.ts';
import type { Mind, MindAnswer } from './mind.ts';
import type { ModelDialect, ModelProblem, ModelRoute, WireAnswer } from './model-dialect.ts';
import { streamFrames } from './stream-frames.ts';

export interface ModelSimulatorOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly firstTokenMs?: number;
  readonly tokensPerSecond?: number;
  readonly seed?: number;
  /** The key or token that is asked for; without it any will do. */
  readonly apiKey?: string;
  readonly models?: readonly string[];
  readonly mind?: Mind;
}

export interface ModelSimulatorState<Request> {
  /** Every question that was accepted, oldest first, with what was answered. */
  readonly exchanges: readonly {
    readonly request: Request;
    readonly answer: MindAnswer;
    /** False while it streams, and for ever when the client left or a fault cut it. */
    isComplete: boolean;
  }[];
  /** Requests refused with 4xx by the vendor's own rules. */
  readonly refused: readonly ModelProblem[];
  /** Connections the client closed before its answer was complete. */
  readonly abandonedCount: number;
}

/** A text model's vendor in this process, without a port: `fetch` answers as the vendor would over the wire. */
export interface InProcessModel<Request> {
  readonly fetch: (request: globalThis.Request, bindings?: unknown) => Promise<Response>;
  readonly faults: FaultPlan;
  state(): ModelSimulatorState<Request>;
  reset(): void;
}

interface Context<Request> {
  readonly dialect: ModelDialect<Request>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly faults: FaultPlan;
  readonly mind: Mind;
  readonly models: readonly string[];
  readonly apiKey: string | undefined;
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  state: {
    exchanges: ModelSimulatorState<Request>['exchanges'][number][];
    refused: ModelProblem[];
    abandonedCount: number;
  };
}

const maxBodyCharacters = 4 * 1024 * 1024;

/**
 * A text model behind one vendor's dialect. Faults apply to the dialect's operation; besides the kinds of every simulator, `code`
 * selects:
 * | kind | code | effect |
 * | --- | --- | --- |
 * | `error` | as the vendor names it (`rate_limit_exceeded`, `overloaded_error`) | status and code; 429 carries `retry-after: 2` |
 * | `error`, status 200 | any | an error event after half of the answer |
 * | `cut` | | the connection breaks after half of the answer |
 * | `cut` | `no-finish` | the body ends properly after half of the answer, without its last events |
 * | `hang` | | no answer at all |
 * | `hang` | `midway` | stalls after half of the answer |
 * | `none` | `split-utf8` | every byte is its own chunk |
 * | `none` | `malformed-chunk` | half of the answer, then an event that is no JSON |
 * | `none` | `refusal` | the model refuses |
 * | `none` | `one-character-arguments` | tool arguments in fragments of one character, where the dialect cuts them |
 *
 * `latencyMs` comes on top of the time to the first token.
 */
export async function startModelSimulator<Request>(
  dialect: ModelDialect<Request>,
  options: ModelSimulatorOptions & { readonly models: readonly string[] },
): Promise<VendorSimulator<ModelSimulatorState<Request>>> {
  const model = createInProcessModel(dialect, options);
  const listener = await listenHttp(model, options.port ?? 0);
  return {
    origin: listener.origin,
    faults: model.faults,
    state: () => model.state(),
    reset: () => model.reset(),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

/** The same without a port, for calls in virtual time. */
export function createInProcessModel<Request>(
  dialect: ModelDialect<Request>,
  options: ModelSimulatorOptions & { readonly models: readonly string[] },
): InProcessModel<Request> {
  const context: Context<Request> = {
    dialect,
    clock: options.clock ?? systemClock,
    random: createRandom(options.seed ?? 1),
    faults: new FaultPlan(),
    mind: options.mind ?? frenchMind,
    models: options.models,
    apiKey: options.apiKey,
    firstTokenMs: options.firstTokenMs ?? 350,
    tokenMs: 1_000 / (options.tokensPerSecond ?? 60),
    state: emptyState(),
  };
  return {
    fetch: (request, bindings) => serve(context, request, bindings as HttpBindings | undefined),
    faults: context.faults,
    state: () => structuredClone(context.state),
    reset: () => {
      context.faults.set([]);
      context.state = emptyState();
    },
  };
}

function emptyState(): Context<never>['state'] {
  return { exchanges: [], refused: [], abandonedCount: 0 };
}

async function serve<Request>(
  context: Context<Request>,
  http: globalThis.Request,
  bindings: HttpBindings | undefined,
): Promise<Response> {
  const { dialect, models } = context;
  const url = new URL(http.url);
  const route: ModelRoute = {
    method: http.method,
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
  };
  const body = await http.text();
  const refuse = (problem: ModelProblem): Response => {
    context.state.refused.push(problem);
    return json(context, problem.status, dialect.problemBody(problem));
  };
  if (body.length > maxBodyCharacters) return refuse(tooLarge);
  const keyProblem = dialect.authorise(http.headers, context.apiKey);
  if (keyProblem !== null) return refuse(keyProblem);
  const other = dialect.other(route, models);
  if (other !== undefined) return json(context, 200, other);
  const read = dialect.read(route, body, { headers: http.headers, models });
  if ('problem' in read) return refuse(read.problem);
  return answer(context, read.request, { signal: http.signal, bindings });
}

const tooLarge: ModelProblem = {
  status: 413,
  message: 'The request is too large.',
  type: 'request_too_large',
  param: null,
  code: null,
};

async function answer<Request>(
  context: Context<Request>,
  request: Request,
  connection: { readonly signal: AbortSignal; readonly bindings: HttpBindings | undefined },
): Promise<Response> {
  const { dialect, clock } = context;
  const fault = context.faults.next(dialect.operation);
  const left = leftSignal(context, connection, fault);
  if (fault?.kind === 'error' && fault.status !== 200) {
    const response = json(context, fault.status, dialect.faultBody(fault));
    const headers = dialect.faultHeaders?.(fault) ?? retryHeaders(fault);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  }
  if (fault?.kind === 'hang' && fault.code === '') return never(left);
  const isRefusal = fault?.code === 'refusal';
  const decided = isRefusal ? refusalAnswer : context.mind(dialect.toMindInput(request));
  const exchange = { request, answer: decided, isComplete: false };
  context.state.exchanges.push(exchange);
  await sleep(clock, context.firstTokenMs + (fault?.latencyMs ?? 0), left);
  const wire: WireAnswer<Request> = {
    request,
    answer: decided,
    isRefusal,
    fragmentLength: fault?.code === 'one-character-arguments' ? 1 : 9,
    nowMs: clock.now(),
    identifier: () => identifier(context),
  };
  const frames = dialect.frames(wire);
  if (frames === null) {
    exchange.isComplete = true;
    return json(context, 200, dialect.whole(wire));
  }
  const socket = connection.bindings?.incoming.socket;
  const body = streamFrames(frames, {
    dialect,
    fault,
    clock,
    tokenMs: context.tokenMs,
    left,
    breakConnection: socket === undefined ? undefined : () => void socket.destroy(),
    onComplete: () => void (exchange.isComplete = true),
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...requestId(context) },
  });
}

function retryHeaders({ status }: FaultRule): Record<string, string> {
  return status === 429 ? { 'retry-after': '2' } : {};
}

const refusalAnswer: MindAnswer = {
  text: 'Je suis désolé, je ne peux pas répondre à cette demande.',
  toolCalls: [],
};

/** Aborts when the client closes the connection before the answer is complete; that is counted. */
function leftSignal<Request>(
  context: Context<Request>,
  {
    signal,
    bindings,
  }: { readonly signal: AbortSignal; readonly bindings: HttpBindings | undefined },
  fault: FaultRule | undefined,
): AbortSignal {
  const left = new AbortController();
  const leave = (): void => {
    if (left.signal.aborted || fault?.kind === 'cut' || bindings?.outgoing.writableEnded) return;
    context.state.abandonedCount += 1;
    left.abort(new Error('the client left'));
  };
  if (bindings === undefined) signal.addEventListener('abort', leave, { once: true });
  else bindings.outgoing.once('close', leave);
  return left.signal;
}

function never(left: AbortSignal): Promise<Response> {
  return new Promise((_, reject) => {
    left.addEventListener('abort', () => reject(left.reason as Error), { once: true });
  });
}

function json<Request>(context: Context<Request>, status: number, body: object): Response {
  return Response.json(body, { status, headers: requestId(context) });
}

function requestId<Request>(context: Context<Request>): Record<string, string> {
  return { 'x-request-id': `req_${identifier(context)}` };
}

function identifier({ random }: { readonly random: () => number }): string {
  return Array.from({ length: 3 }, () => random().toString(36).slice(2, 10)).join('');
}
