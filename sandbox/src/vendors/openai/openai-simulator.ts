import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { createRandom } from '../../random.ts';
import { FaultPlan, type FaultRule } from '../faults.ts';
import type { VendorSimulator } from '../simulator.ts';
import { parseChatRequest, type ChatRequest, type RequestProblem } from './chat-request.ts';
import { errorBody, identifier, wholeCompletion, type Stamps } from './completion-objects.ts';

import { frenchMind } from './french-mind.ts';
import type { Mind, MindAnswer } from './mind.ts';
import { streamAnswer } from './stream-answer.ts';

export interface OpenAiSimulatorOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly firstTokenMs?: number;
  readonly tokensPerSecond?: number;
  readonly seed?: number;
  /** The key that is asked for; without it any bearer key will do. */
  readonly apiKey?: string;
  readonly models?: readonly string[];
  readonly mind?: Mind;
}

export interface OpenAiSimulatorState {
  /** Every chat request that was accepted, oldest first, with what was answered. */
  readonly exchanges: readonly {
    readonly request: ChatRequest;
    readonly answer: MindAnswer;
    /** False while it streams, and for ever when the client left or a fault cut it. */
    isComplete: boolean;
  }[];
  /** Requests refused with 4xx by the vendor's own rules. */
  readonly refused: readonly RequestProblem[];
  /** Connections the client closed before its answer was complete. */
  readonly abandonedCount: number;
}

interface Context extends Stamps {
  readonly faults: FaultPlan;
  readonly models: readonly string[];
  readonly mind: Mind;
  readonly apiKey: string | undefined;
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  state: {
    exchanges: OpenAiSimulatorState['exchanges'][number][];
    refused: RequestProblem[];
    abandonedCount: number;
  };
}

const defaultModels = ['gpt-simulated', 'mistral-simulated', 'gpt-5.4-mini'] as const;
const maxBodyBytes = 4 * 1024 * 1024;

/**
 * OpenAI's chat completions on this machine: `POST /v1/chat/completions` (streamed or not) and `GET /v1/models`, with the
 * vendor's rules (key, model, order of tool messages) and its error shapes.
 *
 * Faults apply to the operation `chat.completions`. Besides the kinds of every simulator, `code` selects:
 * | kind | code | effect |
 * | --- | --- | --- |
 * | `error` | as the vendor names it (`rate_limit_exceeded`, `insufficient_quota`) | status and code; 429 carries `retry-after: 2` |
 * | `error`, status 200 | any | an error event after half of the answer |
 * | `cut` | | the connection breaks after half of the answer |
 * | `cut` | `no-finish` | the body ends properly after half of the answer, without finish reason and `[DONE]` |
 * | `hang` | | no answer at all |
 * | `hang` | `midway` | stalls after half of the answer |
 * | `none` | `split-utf8` | every byte is its own chunk |
 * | `none` | `malformed-chunk` | half of the answer, then a chunk that is no JSON |
 * | `none` | `refusal` | the model refuses |
 * | `none` | `one-character-arguments` | tool arguments in fragments of one character |
 *
 * `latencyMs` comes on top of the time to the first token.
 */
export async function startOpenAiSimulator(
  options: OpenAiSimulatorOptions = {},
): Promise<VendorSimulator<OpenAiSimulatorState>> {
  const context: Context = {
    clock: options.clock ?? systemClock,
    random: createRandom(options.seed ?? 1),
    faults: new FaultPlan(),
    models: options.models ?? defaultModels,
    mind: options.mind ?? frenchMind,
    apiKey: options.apiKey,
    firstTokenMs: options.firstTokenMs ?? 350,
    tokenMs: 1_000 / (options.tokensPerSecond ?? 60),
    state: emptyState(),
  };
  const server = createServer((request, response) => {
    serve(context, request, response).catch(() => response.destroy());
  });
  await listen(server, options.port ?? 0);
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: context.faults,
    state: () => structuredClone(context.state),
    reset: () => {
      context.faults.set([]);
      context.state = emptyState();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function emptyState(): Context['state'] {
  return { exchanges: [], refused: [], abandonedCount: 0 };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function serve(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  response.setHeader('x-request-id', `req_${identifier(context)}`);
  const keyProblem = checkKey(context, request.headers.authorization);
  if (keyProblem !== null) return refuse(context, response, keyProblem);
  const route = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`;
  switch (route) {
    case 'GET /v1/models':
      return sendJson(response, 200, {
        object: 'list',
        data: context.models.map((id) => ({ id, object: 'model', owned_by: 'simulator' })),
      });
    case 'POST /v1/chat/completions':
      return complete(context, body, response);
    default:
      return refuse(context, response, {
        status: 404,
        message: `Invalid URL (${route})`,
        type: 'invalid_request_error',
        param: null,
        code: null,
      });
  }
}

async function complete(context: Context, body: string, response: ServerResponse): Promise<void> {
  const parsed = parseChatRequest(body);
  if ('problem' in parsed) return refuse(context, response, parsed.problem);
  const { request } = parsed;
  const { tokenMs } = context;
  if (!context.models.includes(request.model))
    return refuse(context, response, {
      status: 404,
      message: `The model \`${request.model}\` does not exist or you do not have access to it.`,
      type: 'invalid_request_error',
      param: null,
      code: 'model_not_found',
    });
  const fault = context.faults.next('chat.completions');
  const left = leftSignal(context, response, fault);
  if (fault?.kind === 'error' && fault.status !== 200) return sendFault(response, fault);
  if (fault?.kind === 'hang' && fault.code === '') return;
  const isRefusal = fault?.code === 'refusal';
  const answer = isRefusal ? refusalAnswer : context.mind(withToolChoice(request));
  const exchange = { request, answer, isComplete: false };
  context.state.exchanges.push(exchange);
  await sleep(context.clock, context.firstTokenMs + (fault?.latencyMs ?? 0), left);
  if (request.stream) {
    const streaming = { request, answer, fault, isRefusal, response, left, tokenMs };
    exchange.isComplete = await streamAnswer(context, streaming);
  } else {
    sendJson(response, 200, wholeCompletion(context, request, answer, isRefusal));
    exchange.isComplete = true;
  }
}

const refusalAnswer: MindAnswer = {
  text: 'Je suis désolé, je ne peux pas répondre à cette demande.',
  toolCalls: [],
};

function withToolChoice(request: ChatRequest): Parameters<Mind>[0] {
  return {
    messages: request.messages,
    tools:
      request.tool_choice === 'none'
        ? []
        : (request.tools ?? []).map(({ function: definition }) => definition),
  };
}

function checkKey(context: Context, authorization: string | undefined): RequestProblem | null {
  const key = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  if (key !== undefined && (context.apiKey === undefined || key === context.apiKey)) return null;
  return {
    status: 401,
    message:
      key === undefined
        ? "You didn't provide an API key."
        : `Incorrect API key provided: ${key.slice(0, 3)}***.`,
    type: 'invalid_request_error',
    param: null,
    code: key === undefined ? null : 'invalid_api_key',
  };
}

function refuse(context: Context, response: ServerResponse, problem: RequestProblem): void {
  context.state.refused.push(problem);
  const { status, ...error } = problem;
  sendJson(response, status, { error });
}

function sendFault(response: ServerResponse, fault: FaultRule): void {
  if (fault.status === 429) response.setHeader('retry-after', '2');
  sendJson(response, fault.status, errorBody(fault));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Aborts when the client closes the connection before the answer is complete; that is counted. */
function leftSignal(
  context: Context,
  response: ServerResponse,
  fault: FaultRule | undefined,
): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    if (response.writableEnded || fault?.kind === 'cut') return;
    context.state.abandonedCount += 1;
    left.abort(new Error('the client left'));
  });
  return left.signal;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > maxBodyBytes) throw new RangeError('the request is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
