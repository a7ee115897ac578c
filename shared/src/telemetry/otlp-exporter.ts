import { withTimeout, type Clock } from '../time/clock.ts';
import { formatTraceRequest, type Resource } from './otlp-json.ts';
import type { FinishedSpan } from './span.ts';

/** What became of a batch. `busy`: it may be taken later. `refused`: it never will. */
export type ExportResult =
  | { readonly type: 'taken'; readonly rejectedCount: number }
  | { readonly type: 'busy'; readonly reason: string }
  | { readonly type: 'refused'; readonly reason: string };

/** Hands finished spans over, once. Never rejects. */
export type SpanExporter = (spans: readonly FinishedSpan[]) => Promise<ExportResult>;

export interface OtlpExporterOptions {
  /** The collector's base address; `/v1/traces` is appended: https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp */
  readonly endpoint: string;
  readonly resource: Resource;
  /** Asked before each request: tokens expire. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
}

/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const busyStatuses = new Set([429, 502, 503, 504]);

/** Sends spans by OTLP over HTTP, as JSON. */
export function createOtlpExporter(options: OtlpExporterOptions): SpanExporter {
  const { clock, timeoutMs, resource } = options;
  const url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const send = async (
    spans: readonly FinishedSpan[],
    signal: AbortSignal,
  ): Promise<ExportResult> => {
    const headers = { 'content-type': 'application/json', ...(await options.headers()) };
    const body = JSON.stringify(formatTraceRequest(resource, spans));
    const response = await options.fetch(url, { method: 'POST', headers, body, signal });
    if (response.ok) return { type: 'taken', rejectedCount: await readRejected(response) };
    await response.body?.cancel();
    const type = busyStatuses.has(response.status) ? 'busy' : 'refused';
    return { type, reason: `status ${response.status}` };
  };
  return async (spans) => {
    try {
      const what = 'Exporting spans';
      return await withTimeout(clock, { timeoutMs, what }, (signal) => send(spans, signal));
    } catch (error) {
      return { type: 'busy', reason: describeFailure(error) };
    }
  };
}

/** A partial success names how many spans the collector threw away. An answer that cannot be read is none. */
async function readRejected(response: Response): Promise<number> {
  try {
    const body = (await response.json()) as { partialSuccess?: { rejectedSpans?: unknown } };
    const count = Number(body.partialSuccess?.rejectedSpans ?? 0);
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  } catch {
    return 0;
  }
}

/** The class or code alone: messages of network errors hold addresses. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = (error.cause ?? error) as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
