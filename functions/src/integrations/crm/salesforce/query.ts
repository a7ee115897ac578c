import { z } from 'zod';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import type { Soql } from './soql.ts';

/** More than any LIMIT of ours fills, at the smallest page that the platform makes. */
const maxPages = 25;
/** The only place that a next page may lie at: its path is sent with our session. */
const nextPath = z.string().regex(/^\/services\/data\/v\d+\.0\/query(?:All)?\/[A-Za-z0-9-]+$/);

/**
 * Runs a query, all its pages: the platform makes them smaller than the LIMIT when rows hold long texts, and a list that ends
 * early would read as « there is no more ». `withDeleted` also finds what is in the recycle bin.
 * @throws MessageInvalidError for an answer of another shape, and for one without end.
 */
export async function query<Row extends z.ZodType>(
  client: SalesforceClient,
  request: {
    readonly soql: Soql;
    readonly row: Row;
    readonly what: string;
    readonly withDeleted?: boolean;
  },
  signal: AbortSignal,
): Promise<z.infer<Row>[]> {
  const { soql, row, what, withDeleted = false } = request;
  const pageSchema = z.object({
    records: z.array(row),
    done: z.boolean().default(true),
    nextRecordsUrl: nextPath.optional(),
  });
  const records: z.infer<Row>[] = [];
  let path = `/${withDeleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await client.send({ method: 'GET', path, what }, signal);
    const { done, nextRecordsUrl, ...found } = parseAnswer(pageSchema, answer, what);
    records.push(...found.records);
    if (done) return records;
    if (nextRecordsUrl === undefined) break;
    path = nextRecordsUrl;
  }
  throw new MessageInvalidError(`Salesforce answered « ${what} » without an end`);
}

/** What came back, checked. @throws MessageInvalidError. */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  what: string,
): z.infer<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const expected = z.prettifyError(result.error);
  throw new MessageInvalidError(`Salesforce answered « ${what} » in another shape: ${expected}`);
}
