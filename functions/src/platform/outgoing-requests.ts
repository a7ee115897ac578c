import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Span } from '@standardiste/shared/telemetry/span.ts';
import type { Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { vendorOf } from './vendor-of.ts';

/** The work during which requests are somebody's. */
interface Work {
  readonly tracer: Tracer;
  readonly span: Span;
  /** Requests under way; undefined once the work is over: what starts later in its context is not part of it. */
  requests: Set<OpenRequest> | undefined;
}

interface OpenRequest {
  readonly span: Span;
  /** Known before the body has come. */
  status: number | undefined;
}

const current = new AsyncLocalStorage<Work>();
const open = new WeakMap<object, OpenRequest>();
let isListening = false;

/**
 * Runs work whose requests to vendors become spans below the given one: a span each, second attempts included, with method, host
 * and status. Paths, queries and bodies hold people's data and are never looked at.
 *
 * Node tells of its own clients, so that no vendor's SDK has to be wrapped; gRPC is not among them.
 */
export async function traceRequests<T>(
  { tracer, span }: { readonly tracer: Tracer; readonly span: Span },
  run: () => Promise<T>,
): Promise<T> {
  if (!span.context.isSampled) return run();
  listen();
  const requests = new Set<OpenRequest>();
  const work: Work = { tracer, span, requests };
  try {
    return await current.run(work, run);
  } finally {
    work.requests = undefined;
    // Nobody read the answer to its end, or nobody waited for it any more. Whatever has ended stays as it is.
    for (const request of requests)
      finish(request, request.status === undefined ? 'abandoned' : undefined);
  }
}

/** https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#built-in-channels and undici's own, for `fetch`. */
function listen(): void {
  if (isListening) return;
  isListening = true;
  subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: ClientRequest };
    const { method, path } = request;
    begin(request, { method, path, host: String(request.getHeader('host') ?? request.host) });
  });
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as Answered;
    noteStatus(request, response.statusCode);
    end(request);
  });
  subscribe('http.client.request.error', fail);
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: FetchRequest };
    const { method, path } = request;
    begin(request, { method, path, host: new URL(request.origin).host });
  });
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as Answered;
    noteStatus(request, response.statusCode);
  });
  subscribe('undici:request:trailers', (message) => end((message as { request: object }).request));
  subscribe('undici:request:error', fail);
}

interface RequestLine {
  readonly method: string;
  /** With its port, unless that is the protocol's own. */
  readonly host: string;
  readonly path: string;
}

interface FetchRequest {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
}

interface Answered {
  readonly request: object;
  readonly response: { readonly statusCode: number };
}

function begin(request: object, { method, host, path }: RequestLine): void {
  const work = current.getStore();
  if (work?.requests === undefined || path.endsWith('/v1/traces')) return;
  const vendor = vendorOf(host);
  const attributes = { 'http.request.method': method, 'server.address': host };
  const { tracer, span } = work;
  const name = `${method} ${vendor}`;
  const requestSpan = tracer.start({ name, kind: 'client', parent: span.context, attributes });
  const opened: OpenRequest = { span: requestSpan, status: undefined };
  open.set(request, opened);
  work.requests.add(opened);
}

function noteStatus(request: object, status: number): void {
  const opened = open.get(request);
  if (opened === undefined) return;
  opened.status = status;
  opened.span.set({ 'http.response.status_code': status });
  opened.span.event('headers');
}

function end(request: object): void {
  const opened = open.get(request);
  if (opened !== undefined) finish(opened, undefined);
}

function fail(message: unknown): void {
  const { request, error } = message as { request: object; error?: unknown };
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const opened = open.get(request);
  if (opened !== undefined) finish(opened, String(code ?? name ?? 'failed'));
}

/** A status from 400 on is an error: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status */
function finish({ span, status }: OpenRequest, failure: string | undefined): void {
  const refusal = status !== undefined && status >= 400 ? `status ${status}` : undefined;
  span.end({ error: failure ?? refusal });
}
