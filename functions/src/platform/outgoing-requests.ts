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
  isOver: boolean;
}

const current = new AsyncLocalStorage<Work>();
const open = new WeakMap<object, Span>();
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
  const work: Work = { tracer, span, isOver: false };
  try {
    return await current.run(work, run);
  } finally {
    // What starts later in this context, a timer of a pool for instance, is not part of it.
    work.isOver = true;
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
    const { request, response } = message as { request: object; response: { statusCode: number } };
    end(request, response.statusCode);
  });
  subscribe('http.client.request.error', fail);
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: FetchRequest };
    const { method, path } = request;
    begin(request, { method, path, host: new URL(request.origin).host });
  });
  subscribe('undici:request:headers', (message) => {
    const { request, response } = message as { request: object; response: { statusCode: number } };
    open.get(request)?.event('headers');
    statuses.set(request, response.statusCode);
  });
  subscribe('undici:request:trailers', (message) => {
    const { request } = message as { request: object };
    end(request, statuses.get(request) ?? 0);
  });
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

/** Of answers by `fetch` whose body is still on its way. */
const statuses = new WeakMap<object, number>();

function begin(request: object, { method, host, path }: RequestLine): void {
  const work = current.getStore();
  if (work === undefined || work.isOver || path.endsWith('/v1/traces')) return;
  const vendor = vendorOf(host);
  const attributes = { 'http.request.method': method, 'server.address': host };
  const { tracer, span } = work;
  const name = `${method} ${vendor}`;
  open.set(request, tracer.start({ name, kind: 'client', parent: span.context, attributes }));
}

function end(request: object, status: number): void {
  const span = open.get(request);
  span?.set({ 'http.response.status_code': status });
  // https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status
  span?.end({ error: status >= 400 ? `status ${status}` : undefined });
}

function fail(message: unknown): void {
  const { request, error } = message as { request: object; error?: unknown };
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  open.get(request)?.end({ error: String(code ?? name ?? 'failed') });
}
