import {
  APICallError,
  AISDKError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from 'ai';
import { CallbotError, VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';

/** The vendor does not know the key, or the model; neither heals by itself. */
export class LanguageModelRefusedError extends VendorFailedError {
  readonly refused: 'key' | 'model';

  constructor(
    message: string,
    options: ConstructorParameters<typeof VendorFailedError>[1] & { refused: 'key' | 'model' },
  ) {
    super(message, options);
    this.refused = options.refused;
  }
}

/** What no waiting heals, whatever the status (OpenAI's and Anthropic's error codes, read November 2026). */
const permanentCodes = new Set([
  'insufficient_quota',
  'invalid_api_key',
  'model_not_found',
  'context_length_exceeded',
  'billing_hard_limit_reached',
  'unsupported_parameter',
  'content_filter',
  'authentication_error',
  'billing_error',
  'invalid_request_error',
  'not_found_error',
  'permission_error',
]);
const retryableStatuses = new Set([408, 409, 425, 429]);
/** Longer advice is as good as none in a call. */
const maxRetryAfterMs = 600_000;

/**
 * Whatever a language model's request ended with, as a `VendorFailedError` that knows whether a second try makes sense. Never
 * `ambiguous`: asking a model has no effect. Request bodies are left out, for they hold the conversation.
 */
export function toVendorError(error: unknown, vendor: string): VendorFailedError {
  if (error instanceof VendorFailedError) return error;
  const details = describe(error);
  const refused = refusedPart(error);
  const message = `${vendor}: ${details.message.slice(0, 300)}`;
  const options = {
    vendor,
    retryable: details.retryable && refused === undefined,
    retryAfterMs: retryAfterMsOf(error),
    // An APICallError carries the request with the whole conversation; loggers print causes.
    cause: APICallError.isInstance(error) ? new Error(error.message.slice(0, 300)) : error,
  };
  return refused === undefined
    ? new VendorFailedError(message, options)
    : new LanguageModelRefusedError(message, { ...options, refused });
}

/** Gemini calls a wrong key a bad argument, in words only. */
function refusedPart(error: unknown): 'key' | 'model' | undefined {
  if (!APICallError.isInstance(error)) return undefined;
  if (error.statusCode === 404) return 'model';
  const isKey = error.statusCode === 401 || error.statusCode === 403;
  return isKey || /api[ _]key not valid/i.test(error.message) ? 'key' : undefined;
}

function describe(error: unknown): { message: string; retryable: boolean } {
  if (error instanceof CallbotError) return { message: error.message, retryable: error.retryable };
  if (APICallError.isInstance(error)) return describeApiCall(error);
  if (isMalformedAnswer(error))
    return { message: `malformed answer (${(error as Error).name})`, retryable: true };
  // The SDK wraps error events but does not export the class; its own idea of `retryable` differs between dialects.
  if (error instanceof Error && error.name === 'AI_StreamProviderError')
    return describeErrorEvent(error);
  if (AISDKError.isInstance(error)) return { message: error.message, retryable: false };
  if (error instanceof Error) return { message: error.message, retryable: true };
  return describeErrorEvent(error);
}

function describeApiCall(error: APICallError): { message: string; retryable: boolean } {
  const { statusCode: status } = error;
  const code = codeOf(error.data) ?? codeOf(parseJson(error.responseBody));
  const isRetryableStatus =
    status === undefined || status < 400 || status >= 500 || retryableStatuses.has(status);
  return {
    message: `${status ?? 'no answer'} ${code ?? ''} ${error.message}`.replace(/\s+/g, ' '),
    retryable: isRetryableStatus && !permanentCodes.has(code ?? ''),
  };
}

/** An error event inside a 200: `{ message, type, code }`, a string, or whatever a local server makes of it. */
function describeErrorEvent(error: unknown): { message: string; retryable: boolean } {
  const code = codeOf(error);
  const message = isRecord(error) && typeof error['message'] === 'string' ? error['message'] : '';
  return {
    message: `error event ${code ?? ''} ${message}`.replace(/\s+/g, ' ').trim(),
    retryable: !permanentCodes.has(code ?? ''),
  };
}

function isMalformedAnswer(error: unknown): boolean {
  return (
    JSONParseError.isInstance(error) ||
    TypeValidationError.isInstance(error) ||
    InvalidResponseDataError.isInstance(error)
  );
}

/** OpenAI's `code`, Gemini's `status` beside a number, Anthropic's `type`. */
function codeOf(body: unknown): string | undefined {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : body;
  if (!isRecord(error)) return undefined;
  return [error['code'], error['status'], error['type']].find(
    (code): code is string => typeof code === 'string' && code !== '',
  );
}

function retryAfterMsOf(error: unknown): number | undefined {
  if (!APICallError.isInstance(error)) return undefined;
  const milliseconds = Number(error.responseHeaders?.['retry-after-ms'] ?? Number.NaN);
  const seconds = Number(error.responseHeaders?.['retry-after'] ?? retryDelaySeconds(error));
  const delayMs = Number.isNaN(milliseconds) ? seconds * 1_000 : milliseconds;
  return Number.isFinite(delayMs) && delayMs >= 0 ? Math.min(delayMs, maxRetryAfterMs) : undefined;
}

/** Google says it in the body: `{ "@type": "…RetryInfo", "retryDelay": "18s" }`. */
function retryDelaySeconds({ responseBody }: APICallError): number {
  const delay = /"retryDelay":\s*"(\d+(?:\.\d+)?)s"/.exec(responseBody ?? '')?.[1];
  return Number(delay ?? Number.NaN);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined; // not JSON: a proxy's error page has no code to read
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
