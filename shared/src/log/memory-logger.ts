import type { LogFields, Logger, LogLevel } from './logger.ts';
import { redact } from './redact.ts';

export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  /** As they would be written: redacted. */
  readonly fields: LogFields;
}

/** A logger that keeps its lines, for tests; redacts as the real one does. */
export interface MemoryLogger extends Logger {
  /** All lines, also those of loggers made by `with`. */
  readonly entries: readonly LogEntry[];
}

export function createMemoryLogger(): MemoryLogger {
  const entries: LogEntry[] = [];
  return { entries, ...bind(entries, {}) };
}

function bind(entries: LogEntry[], bound: LogFields): Logger {
  const write =
    (level: LogLevel) =>
    (message: string, fields?: LogFields): void => {
      entries.push({ level, message, fields: redact({ ...bound, ...fields }) as LogFields });
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warning: write('warning'),
    error: write('error'),
    with: (fields) => bind(entries, { ...bound, ...fields }),
  };
}
