import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { Hono } from 'hono';
import { z } from 'zod';
import { FaultPlan } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';
import { parseTraceRequest, type ReceivedSpan } from './otlp-request.ts';
import { decodeTraceRequest, encodeTraceAnswer } from './trace-messages.ts';

export interface OtlpSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  /** Throws away every span of a batch beyond so many, and says so, as a collector with a quota does. */
  readonly maxSpansPerRequest?: number;
}

export interface OtlpState {
  /** In the order in which they came. */
  readonly spans: readonly ReceivedSpan[];
  readonly requestCount: number;
  /** The headers of the last export, without those of HTTP itself. */
  readonly authorization: string | null;
}

/** What is sent as protobuf is answered as protobuf, JSON as JSON. */
const formats: Readonly<
  Record<
    string,
    {
      readonly read: (body: Uint8Array) => unknown;
      readonly answer: (
        name: Parameters<typeof encodeTraceAnswer>[0],
        answer: object,
        status: number,
      ) => Response;
    }
  >
> = {
  'application/x-protobuf': {
    read: decodeTraceRequest,
    answer: (name, answer, status) =>
      new Response(Buffer.from(encodeTraceAnswer(name, answer)), {
        status,
        headers: { 'content-type': 'application/x-protobuf' },
      }),
  },
  'application/json': {
    read: (body): unknown => JSON.parse(Buffer.from(body).toString('utf8')),
    answer: (_, answer, status) => Response.json(answer, { status }),
  },
};

/** A minute of a busy test is far below. */
const maxSpans = 50_000;

/**
 * A collector on this machine: takes spans by OTLP over HTTP (`POST /v1/traces`), as protobuf or JSON, refuses what is not in the
 * protocol with 400, and keeps the rest. Fault operation: `export`.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export async function startOtlpSimulator(
  options: OtlpSimulatorOptions = {},
): Promise<VendorSimulator<OtlpState>> {
  const { clock = systemClock, maxSpansPerRequest = Number.POSITIVE_INFINITY } = options;
  const faults = new FaultPlan();
  let spans: ReceivedSpan[] = [];
  let requestCount = 0;
  let authorization: string | null = null;

  const app = new Hono();
  app.post('/v1/traces', (context) => {
    requestCount += 1;
    return answerWithFaults(
      context.env,
      {
        faults,
        clock,
        operation: 'export',
        errorResponse: ({ status }) => Response.json(rpcStatus('simulated'), { status }),
      },
      async () => {
        const format = formats[context.req.header('content-type') ?? ''];
        if (format === undefined) {
          const expected = Object.keys(formats).join(' or ');
          return Response.json(rpcStatus(`expected ${expected}`), { status: 415 });
        }
        authorization = context.req.header('authorization') ?? null;
        try {
          const body = new Uint8Array(await context.req.arrayBuffer());
          const received = parseTraceRequest(format.read(body));
          const kept = received.slice(0, maxSpansPerRequest);
          spans = [...spans, ...kept].slice(-maxSpans);
          const answer = describeRejected(received.length - kept.length);
          return format.answer('ExportTraceServiceResponse', answer, 200);
        } catch (error) {
          const reason = error instanceof z.ZodError ? z.prettifyError(error) : 'not readable';
          return format.answer('RpcStatus', rpcStatus(reason), 400);
        }
      },
    );
  });
  const listener = await listenHttp(app, options.port);
  return {
    origin: listener.origin,
    faults,
    state: () => ({ spans, requestCount, authorization }),
    reset() {
      spans = [];
      requestCount = 0;
      authorization = null;
      faults.set([]);
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

/** `google.rpc.Status`, which collectors answer with. */
function rpcStatus(message: string): object {
  return { code: 3, message };
}

function describeRejected(rejected: number): object {
  if (rejected === 0) return {};
  return { partialSuccess: { rejectedSpans: String(rejected), errorMessage: 'over quota' } };
}
