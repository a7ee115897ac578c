import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import type { BusyAnswer } from './calendar.ts';
import { isPassingReason } from './google-error.ts';

/** A calendar that cannot be read comes inside a 200, with an empty list of busy times. */
const freeBusySchema = z.object({
  calendars: z.record(
    z.string(),
    z.object({
      busy: z
        .array(
          z.object({
            start: z.iso.datetime({ offset: true }),
            end: z.iso.datetime({ offset: true }),
          }),
        )
        .default([]),
      errors: z.array(z.object({ reason: z.string() })).default([]),
    }),
  ),
});

/**
 * One answer for every calendar asked for; one that the vendor left out is unknown too.
 * @throws VendorFailedError when the whole answer has not the documented shape.
 */
export function readBusyAnswers(
  data: unknown,
  calendarIds: readonly string[],
): ReadonlyMap<string, BusyAnswer> {
  const parsed = freeBusySchema.safeParse(data);
  if (!parsed.success) {
    throw new VendorFailedError(
      `Google Calendar freebusy.query: unexpected answer: ${z.prettifyError(parsed.error)}`,
      { vendor: 'google-calendar', retryable: false },
    );
  }
  const answers = parsed.data.calendars;
  return new Map(calendarIds.map((id) => [id, readBusyAnswer(answers[id])]));
}

function readBusyAnswer(
  answer: z.infer<typeof freeBusySchema>['calendars'][string] | undefined,
): BusyAnswer {
  if (answer === undefined) return { type: 'unknown', reason: 'notAnswered', retryable: true };
  const [error] = answer.errors;
  if (error !== undefined) {
    return { type: 'unknown', reason: error.reason, retryable: isPassingReason(error.reason) };
  }
  const intervals = answer.busy.map(({ start, end }) => ({
    startMs: Date.parse(start),
    endMs: Date.parse(end),
  }));
  return { type: 'busy', intervals };
}
