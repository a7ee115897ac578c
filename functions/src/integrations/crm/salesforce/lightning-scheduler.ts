import type { LightningScheduler } from '@standardiste/shared/contracts/profile.ts';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { z } from 'zod';
import type { CandidatesQuestion, Interval } from '../../calendar/calendar.ts';
import { instant } from './calendar-event.ts';
import { parseAnswer } from './query.ts';
import { shortIdOf } from './record-id.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';

const dayMs = 86_400_000;
/** What lies further ahead is left out without a word (REST API guide, Get Appointment Candidates). */
const longestSpanMs = 31 * dayMs;
/** So much of a span is asked twice, so that no appointment falls between two of them. */
const overlapMs = dayMs;
/** More than fifty advisors have in a month of eight-hour days, every quarter of an hour. */
const maxCandidates = 100_000;

/** A time without its offset would be read as the machine's own. */
const zoned = z
  .string()
  .regex(/(Z|[+-]\d{2}:?\d{2})$/, 'expected an offset')
  .pipe(instant);
/** Read only what is needed; a change of the rest is no concern of ours. */
const candidatesAnswer = z.looseObject({
  candidates: z
    .array(z.looseObject({ startTime: zoned, endTime: zoned, resources: z.array(z.string()) }))
    .max(maxCandidates),
});
type Candidate = z.infer<typeof candidatesAnswer>['candidates'][number];

/**
 * The starts for which Salesforce Scheduler has a candidate that lasts as long as the appointment, by resource.
 * @throws VendorFailedError, also when every candidate is shorter than the appointment: then nothing could ever be offered.
 * @throws MessageInvalidError for an answer of another shape.
 */
export async function readCandidates(
  client: SalesforceClient,
  question: CandidatesQuestion,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const answers = await Promise.all(
    spansOf(question).map((span) => ask(client, { ...question, ...span }, signal)),
  );
  const candidates = answers.flat();
  const longEnough = candidates.filter(
    ({ startTime, endTime }) => endTime - startTime >= question.durationMs,
  );
  if (candidates.length > 0 && longEnough.length === 0) throw tooShort(question);
  return new Map(
    question.resourceIds.map((id): [string, ReadonlySet<number>] => {
      const own = longEnough.filter(({ resources }) =>
        resources.some((resource) => shortIdOf(resource) === shortIdOf(id)),
      );
      return [id, new Set(own.map(({ startTime }) => startTime))];
    }),
  );
}

/** The question in parts that the service answers completely. */
function spansOf({ startMs, endMs }: Interval): readonly Interval[] {
  const spans: Interval[] = [];
  for (let fromMs = startMs; spans.at(-1)?.endMs !== endMs; fromMs += longestSpanMs - overlapMs) {
    spans.push({ startMs: fromMs, endMs: Math.min(fromMs + longestSpanMs, endMs) });
  }
  return spans;
}

async function ask(
  client: SalesforceClient,
  { scheduler, resourceIds, startMs, endMs }: CandidatesQuestion,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const body = {
    ...workOf(scheduler),
    territoryIds: scheduler.territoryIds,
    ...(scheduler.schedulingPolicyId && { schedulingPolicyId: scheduler.schedulingPolicyId }),
    filterByResources: resourceIds,
    startTime: new Date(startMs).toISOString(),
    endTime: new Date(endMs).toISOString(),
  };
  const path = '/scheduling/getAppointmentCandidates';
  const what = 'ask Salesforce Scheduler for candidates';
  const request = { method: 'POST', path, body, what, isWrite: false } as const;
  try {
    const answer = await client.send(request, signal);
    return parseAnswer(candidatesAnswer, answer, what).candidates;
  } catch (error) {
    throw explained(error);
  }
}

function workOf({ workTypeGroupId, workTypeId }: LightningScheduler): object {
  return workTypeGroupId === undefined ? { workType: { id: workTypeId } } : { workTypeGroupId };
}

/** What an org answers that has no Salesforce Scheduler, or whose user may not use it. */
const missingCodes = ['FUNCTIONALITY_NOT_ENABLED', 'NOT_FOUND', 'INSUFFICIENT_ACCESS'];

function explained(error: unknown): unknown {
  const fault = readFault(error);
  if (!(error instanceof VendorFailedError) || fault === undefined) return error;
  const details = { vendor: error.vendor, retryable: error.retryable, cause: error.cause };
  if (missingCodes.includes(fault.errorCode)) {
    const message = `Salesforce Scheduler is not switched on, or the callbot's user has no licence for it: ${fault.errorCode}, ${fault.message}`;
    return new VendorFailedError(message, details);
  }
  if (error.retryable) return error;
  // Which id is wrong stands only in the words.
  return new VendorFailedError(`${error.message}, ${fault.message}`, details);
}

function tooShort({ durationMs }: CandidatesQuestion): VendorFailedError {
  const minutes = durationMs / 60_000;
  return new VendorFailedError(
    `The work type in Salesforce Scheduler is shorter than the appointments of ${minutes} min`,
    { vendor: 'salesforce', retryable: false },
  );
}
