import { z } from 'zod';

/** OpenTelemetry's own names, as far as they are read; spread them into a process's schema. */
export const telemetryVariables = {
  /** Base address of a collector that speaks OTLP over HTTP. Without it nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** `name=value,name=value`, values percent-encoded, for a collector that wants a key. */
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^\s*[^=,\s]+=[^,]*(?:,\s*[^=,\s]+=[^,]*)*$/, 'expected name=value,name=value')
    .optional(),
  /** The share of calls that are traced; the sampler is parentbased_traceidratio. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
} as const;

const schema = z.object(telemetryVariables);

export interface TelemetryConfig {
  /** Undefined: tracing is off. */
  readonly endpoint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** 0 to 1. */
  readonly sampleRatio: number;
}

/** The telemetry's part of a process's parsed variables. */
export function telemetryConfig(values: z.infer<typeof schema>): TelemetryConfig {
  return {
    endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: readHeaders(values.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    sampleRatio: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables */
function readHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim().toLowerCase(), decode(pair.slice(at + 1).trim())];
    }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
