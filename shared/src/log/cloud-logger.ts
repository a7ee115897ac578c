import pino from 'pino';
import { systemClock } from '../time/system-clock.ts';
import type { Clock } from '../time/clock.ts';
import { parseTraceparent } from '../telemetry/traceparent.ts';
import type { LogFields, Logger, LogLevel } from './logger.ts';
import { redact, redactText } from './redact.ts';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Which process writes: `media-relay`, `functions`, … */
  readonly service: string;
  /** With it, a `traceparent` field links the line to Cloud Trace. */
  readonly projectId?: string | undefined;
  /** Takes one line at a time, newline included. Default: standard output, buffered by the operating system only. */
  readonly write?: (line: string) => void;
  readonly clock?: Clock;
}

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity */
const severities = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

/**
 * A logger that writes Cloud Logging's JSON, one object a line: `severity`, `time`, `message`, the fields, and the trace. Every
 * field passes through `redact` first.
 */
export function createLogger(options: LoggerOptions): Logger {
  const clock = options.clock ?? systemClock;
  const destination = options.write === undefined ? undefined : { write: options.write };
  const pinoOptions: pino.LoggerOptions = {
    level: options.level === 'warning' ? 'warn' : options.level,
    base: { service: options.service },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
    formatters: {
      level: (label) => ({ severity: severities[label as keyof typeof severities] }),
    },
  };
  const target = destination ? pino(pinoOptions, destination) : pino(pinoOptions);
  return bind(target, options.projectId, {});
}

function bind(target: pino.Logger, projectId: string | undefined, bound: LogFields): Logger {
  const write = (
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: LogFields,
  ) => {
    if (!target.isLevelEnabled(level)) return;
    target[level](toEntry({ ...bound, ...fields }, projectId), redactText(message));
  };
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warning: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    with: (fields) => bind(target, projectId, { ...bound, ...fields }),
  };
}

/** Names that the line itself uses; a field of that name is moved aside rather than written twice. */
const ownNames = new Set(['severity', 'time', 'message', 'service']);

function toEntry(fields: LogFields, projectId: string | undefined): Record<string, unknown> {
  const entry = Object.fromEntries(
    Object.entries(redact(fields) as LogFields).map(([name, value]) => [
      ownNames.has(name) ? `field.${name}` : name,
      value,
    ]),
  );
  const { traceparent } = fields;
  const trace = typeof traceparent === 'string' ? parseTraceparent(traceparent) : undefined;
  if (trace === undefined || projectId === undefined) return entry;
  return {
    ...entry,
    'logging.googleapis.com/trace': `projects/${projectId}/traces/${trace.traceId}`,
    'logging.googleapis.com/spanId': trace.spanId,
    'logging.googleapis.com/trace_sampled': trace.isSampled,
  };
}
