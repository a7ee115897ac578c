import {
  APICallError,
  AISDKError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from 'ai';
import { CallbotError, VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';

/** 429 that no waiting heals, and their likes (OpenAI's error codes, read November 2026). */
const permanentCodes = new Set([
  'insufficient_quota',
  'invalid_api_key',
  'model_not_found',
  'context_length_exceeded',
  'billing_hard_limit_reached',
  'unsupported_parameter',
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
  const details = { ...describe(error), retryAfterMs: retryAfterMsOf(error) };
  return new VendorFailedError(`${vendor}: ${details.message.slice(0, 300)}`, {
    vendor,
    retryable: details.retryable,
    retryAfterMs: details.retryAfterMs,
    // An APICallError carries the request with the whole conversation; loggers print causes.
    cause: APICallError.isInstance(error) ? new Error(error.message.slice(0, 300)) : error,
  });
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

function codeOf(body: unknown): string | undefined {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : body;
  if (!isRecord(error)) return undefined;
  const code = error['code'] ?? error['type'];
  return typeof code === 'string' ? code : undefined;
}

function retryAfterMsOf(error: unknown): number | undefined {
  if (!APICallError.isInstance(error)) return undefined;
  const milliseconds = Number(error.responseHeaders?.['retry-after-ms'] ?? Number.NaN);
  const seconds = Number(error.responseHeaders?.['retry-after'] ?? Number.NaN);
  const delayMs = Number.isNaN(milliseconds) ? seconds * 1_000 : milliseconds;
  return Number.isFinite(delayMs) && delayMs >= 0 ? Math.min(delayMs, maxRetryAfterMs) : undefined;
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
