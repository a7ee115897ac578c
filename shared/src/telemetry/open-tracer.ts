import type { Logger } from '../log/logger.ts';
import type { Clock } from '../time/clock.ts';
import { googleHeaders } from './google-headers.ts';
import { createSpanExport } from './span-export.ts';
import { startSpan } from './span-recorder.ts';
import type { TelemetryConfig } from './telemetry-config.ts';
import { noTracer, sampledTrace, type Tracer } from './tracer.ts';

export interface TracerOptions {
  readonly config: TelemetryConfig;
  /** `media-relay`, `sms-follow-up`, … */
  readonly service: string;
  readonly projectId: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1). */
  readonly random?: () => number;
  readonly limits?: Partial<typeof defaultLimits>;
}

/** 2,048 spans are about 30 calls, some 3 MB; a flush must fit into what Cloud Run leaves after SIGTERM. */
const defaultLimits = {
  maxWaiting: 2_048,
  maxBatch: 256,
  delayMs: 2_000,
  requestTimeoutMs: 5_000,
  flushTimeoutMs: 1_500,
};

/** Opens the tracer that the configuration asks for. Without a collector's address it is `noTracer`. Nothing is sent yet. */
export function openTracer(options: TracerOptions): Tracer {
  const { config, clock, service, projectId } = options;
  if (config.endpoint === undefined) return noTracer;
  const logger = options.logger.with({ part: 'tracing' });
  const limits = { ...defaultLimits, ...options.limits };
  const random = options.random ?? Math.random;
  const { endpoint, headers, sampleRatio } = config;
  const spans = createSpanExport({
    ...limits,
    endpoint,
    resource: {
      'service.name': service,
      ...(projectId !== undefined && { 'gcp.project_id': projectId }),
    },
    headers: isGoogle(endpoint) ? googleHeaders() : () => Promise.resolve(headers),
    clock,
    logger,
  });
  const startTrace = () => sampledTrace(sampleRatio, random);
  const recorder = { clock, random, startTrace, onEnd: spans.add };
  return {
    isOn: true,
    startTrace,
    start: (span) => startSpan(span, recorder),
    flush: () => spans.flush(),
    [Symbol.asyncDispose]: () => spans[Symbol.asyncDispose](),
  };
}

function isGoogle(endpoint: string): boolean {
  return new URL(endpoint).hostname.endsWith('.googleapis.com');
}
