/** What stands in the place of a masked value. */
export const mask = '[redacted]';

/**
 * Keys whose values are never logged, wherever they occur, in lower case without separators (`caller_phone`, `callerPhone` and
 * `CALLER-PHONE` are one key). The one list of the project: add here, nowhere else.
 */
export const redactedKeys: ReadonlySet<string> = new Set(
  [
    // who
    'phone callerPhone calledPhone phoneNumber caller from to recipient msisdn',
    'name firstName lastName fullName displayName contactName email emailAddress address contact identity',
    // what was said
    'transcript text said heard utterance speech words question answer summary prompt content body subject description',
    'messages interim phrase interest topicOfCall notes',
    // what was asked of tools and came back
    'arguments args toolArguments input output result payload data query parameters',
    // keys to the house
    'token accessToken refreshToken idToken secret clientSecret password passphrase apiKey privateKey authorization cookie',
    'setCookie signature credential credentials authToken securityToken assertion jwt',
  ]
    .flatMap((line) => line.split(' '))
    .map(canonicalKey),
);

const maxDepth = 8;
const maxEntries = 100;
const maxTextLength = 8_192;

/**
 * A copy that may be written to a log: values under a masked key are replaced, at any depth, and so are phone numbers and e-mail
 * addresses inside any text. Errors become their class, code, message and stack. Depth, list length and text length are bounded.
 */
export function redact(value: unknown): unknown {
  return redactValue(value, 0, new WeakSet());
}

/** Masks phone numbers and e-mail addresses inside a text. */
export function redactText(text: string): string {
  const bounded = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
  return bounded
    .replace(emailPattern, mask)
    .replace(phonePattern, mask)
    .replace(tokenPattern, mask);
}

/** Bounded repetitions: no text makes these slow. */
const emailPattern = /[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
/** International numbers, and French ones as people write them; not the digits inside an id or a hexadecimal hash. */
const phonePattern =
  /(?<![\w+])(?:(?:\+|%2B|00)[1-9](?:[ .\-()]{0,2}\d){7,14}|0[1-9](?:[ .-]?\d{2}){4})(?!\w)/g;
/** Bearer credentials, as they occur in vendors' error messages. */
const tokenPattern = /(?<=\b[Bb]earer )[\w.~+/=-]{8,}/g;

function redactValue(value: unknown, depth: number, ancestors: WeakSet<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return `[${value.byteLength} bytes]`;
  if (depth >= maxDepth || ancestors.has(value)) return '[deep]';
  ancestors.add(value);
  const copy = redactObject(value, depth + 1, ancestors);
  ancestors.delete(value);
  return copy;
}

function redactObject(value: object, depth: number, ancestors: WeakSet<object>): unknown {
  if (value instanceof Error) return redactError(value, depth, ancestors);
  if (Array.isArray(value)) {
    return value.slice(0, maxEntries).map((item) => redactValue(item, depth, ancestors));
  }
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(
    entries
      .slice(0, maxEntries)
      .map(([key, item]) => [
        String(key),
        isRedactedKey(String(key)) && !isHarmless(item)
          ? mask
          : redactValue(item, depth, ancestors),
      ]),
  );
}

function redactError(error: Error, depth: number, ancestors: WeakSet<object>): unknown {
  const { code } = error as { code?: unknown };
  return {
    class: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth, ancestors) }),
  };
}

/** True for a key whose value is never written, in whatever spelling. */
export function isRedactedKey(key: string): boolean {
  return redactedKeys.has(canonicalKey(key));
}

/** Nothing to hide in these; keeping them tells that the value was absent. */
function isHarmless(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'boolean';
}

function canonicalKey(key: string): string {
  return key.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}
