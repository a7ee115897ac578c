/** From most to least talkative; a logger writes its own level and those after it. */
export const logLevels = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Fields of one log line. Keys listed in redact.ts are masked before anything is written. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured logging. The message is a constant sentence; everything variable is a field. error = someone must act; warning =
 * degraded but served; info = a milestone of a call; debug = detail for one call.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  /** `fields.error` may hold an `Error`; its class, code, message and stack are written. */
  error(message: string, fields?: LogFields): void;
  /** The same logger with these fields on every line, for instance `callId`. */
  with(fields: LogFields): Logger;
}
