import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from '../config/read-environment.ts';
import { telemetryConfig, telemetryVariables } from './telemetry-config.ts';

const schema = z.object(telemetryVariables);
const read = (environment: Record<string, string>) =>
  telemetryConfig(readEnvironment(schema, environment));

describe('The telemetry of a process', () => {
  it('is off by default', () => {
    expect(read({})).toEqual({ endpoint: undefined, headers: {}, sampleRatio: 1 });
  });

  it('reads a collector with headers and a share', () => {
    expect(
      read({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.fr',
        OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc=, x-team=voix',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      }),
    ).toEqual({
      endpoint: 'https://otlp.example.fr',
      headers: { authorization: 'Basic abc=', 'x-team': 'voix' },
      sampleRatio: 0.1,
    });
  });

  it.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://x' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'nothing' },
    { OTEL_TRACES_SAMPLER_ARG: '1.5' },
  ])('refuses %o', (environment) => {
    expect(() => read(environment as Record<string, string>)).toThrow(/OTEL_/);
  });
});
