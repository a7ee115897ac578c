/** A refusal in the vendor's own words. */
export class GoogleCalendarError extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** Google's error body: https://developers.google.com/workspace/calendar/api/guides/errors */
export function errorResponse({
  status,
  reason,
  message,
}: {
  status: number;
  reason: string;
  message: string;
}): Response {
  const body = {
    error: { code: status, message, errors: [{ domain: 'global', reason, message }] },
  };
  return Response.json(body, { status });
}

/** What the vendor says for a status, when a fault names no reason of its own. */
export const reasonsByStatus: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'authError',
  403: 'rateLimitExceeded',
  404: 'notFound',
  409: 'duplicate',
  410: 'deleted',
  412: 'conditionNotMet',
  429: 'rateLimitExceeded',
  500: 'backendError',
  503: 'backendError',
};
