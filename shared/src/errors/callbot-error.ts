/**
 * A fault of the running system: something that was expected to work did not. Expected outcomes (no slot free, caller refused)
 * are values, and bugs are `TypeError`s; neither is a `CallbotError`. `retryable` is decided where the cause is known, in the
 * adapter that talks to the vendor, and is read once, by the retry loop or the event function.
 */
export abstract class CallbotError extends Error {
  /** Stable, public, listed in docs/errors.md. */
  abstract readonly code: string;
  /** True when the same call, unchanged, may succeed later. */
  abstract readonly retryable: boolean;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The configuration cannot be used; the message names every bad entry. Never retryable. */
export class ConfigInvalidError extends CallbotError {
  override readonly code = 'config-invalid';
  override readonly retryable = false;
}

/** Something that was waited for took longer than its time limit. */
export class OperationTimedOutError extends CallbotError {
  override readonly code = 'operation-timed-out';
  override readonly retryable = true;
}

/** A message from outside does not have the shape it must have. Never retryable: it will not improve by itself. */
export class MessageInvalidError extends CallbotError {
  override readonly code = 'message-invalid';
  override readonly retryable = false;
}

/**
 * A service outside the process failed. The adapter says whether the same request may succeed later, and, where the vendor
 * told, after how long.
 */
export class VendorFailedError extends CallbotError {
  override readonly code = 'vendor-failed';
  override readonly retryable: boolean;
  /** Which service, in lower case: `google-calendar`, `salesforce`, `twilio`, … */
  readonly vendor: string;
  /** True when the request may have taken effect although it failed (time-out, lost answer): look before doing it again. */
  readonly ambiguous: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: {
      vendor: string;
      retryable: boolean;
      ambiguous?: boolean;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.vendor = options.vendor;
    this.retryable = options.retryable;
    this.ambiguous = options.ambiguous ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Reports a value that the types say cannot exist; for the `default` of an exhaustive switch. @throws TypeError always. */
export function unreachable(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
}
