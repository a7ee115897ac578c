import {
  MessageInvalidError,
  VendorFailedError,
} from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { retry } from '@standardiste/shared/time/retry.ts';
import { z } from 'zod';
import { parseAnswer } from './query.ts';
import type { SalesforceClient } from './salesforce-client.ts';

/** A record to change, and how. */
export interface RowChange {
  readonly object: 'Task';
  readonly id: string;
  readonly fields: Readonly<Record<string, string | null>>;
}

export interface CollectionDependencies {
  readonly client: SalesforceClient;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The platform takes 200 records a request. */
const maxRows = 200;
/** As for single records: a lock is held for seconds. */
const lockRetries = { attempts: 3, minDelayMs: 500, maxDelayMs: 2_000 } as const;

const rowResult = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ statusCode: z.string(), message: z.string().optional() })).default([]),
});

/** What becomes of a row by the code with which it was refused; any other needs a person. */
const rowVerdicts: Readonly<Record<string, 'again' | 'gone'>> = {
  UNABLE_TO_LOCK_ROW: 'again',
  UNKNOWN_EXCEPTION: 'again',
  ENTITY_IS_DELETED: 'gone',
  INVALID_CROSS_REFERENCE_KEY: 'gone',
  NOT_FOUND: 'gone',
};

/**
 * Changes records in one request, each by itself: what goes through stays, a row that is locked is tried again alone, one that is gone
 * is left out. Of the rest the first refusal is thrown, after everything else is done.
 * @throws VendorFailedError, retryable when rows are still locked; TypeError for more rows than one request takes.
 */
export async function updateRows(
  { client, clock, random }: CollectionDependencies,
  { rows, what }: { readonly rows: readonly RowChange[]; readonly what: string },
  signal: AbortSignal,
): Promise<void> {
  if (rows.length > maxRows) throw new TypeError(`expected at most ${maxRows} rows`);
  let left = rows;
  let refusal: string | undefined;
  const isLockedRow = (): boolean => left.length > 0 && left !== rows;
  await retry({ clock, random, signal, ...lockRetries, isRetryable: isLockedRow }, async () => {
    if (left.length === 0) return;
    const sent = left;
    const results = await send(client, { rows: sent, what }, signal);
    const verdicts = results.map(judge);
    refusal ??= verdicts.find(({ verdict }) => verdict === 'refused')?.code;
    left = sent.filter((_row, index) => verdicts[index]?.verdict === 'again');
    if (left.length > 0) throw failure(what, `${left.length} rows are locked`, true);
  });
  if (refusal !== undefined) throw failure(what, refusal, false);
}

async function send(
  client: SalesforceClient,
  { rows, what }: { readonly rows: readonly RowChange[]; readonly what: string },
  signal: AbortSignal,
): Promise<readonly z.infer<typeof rowResult>[]> {
  const records = rows.map(({ object, id, fields }) => ({
    attributes: { type: object },
    id,
    ...fields,
  }));
  const body = { allOrNone: false, records };
  const request = { method: 'PATCH', path: '/composite/sobjects', body, what } as const;
  const results = parseAnswer(z.array(rowResult), await client.send(request, signal), what);
  if (results.length === rows.length) return results;
  throw new MessageInvalidError(
    `Salesforce answered « ${what} » with ${results.length} rows, not ${rows.length}`,
  );
}

function judge({ success, errors }: z.infer<typeof rowResult>) {
  const code = errors[0]?.statusCode ?? 'no code';
  return { code, verdict: success ? 'done' : (rowVerdicts[code] ?? 'refused') } as const;
}

function failure(what: string, why: string, retryable: boolean): VendorFailedError {
  return new VendorFailedError(`Salesforce failed to ${what}: ${why}`, {
    vendor: 'salesforce',
    retryable,
  });
}
