import { z } from 'zod';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import type { Soql } from './soql.ts';

/** Runs a query whose LIMIT keeps it within one page. @throws MessageInvalidError for an answer of another shape. */
export async function query<Row extends z.ZodType>(
  client: SalesforceClient,
  request: { readonly soql: Soql; readonly row: Row; readonly what: string },
  signal: AbortSignal,
): Promise<z.infer<Row>[]> {
  const path = `/query?q=${encodeURIComponent(request.soql)}`;
  const answer = await client.send({ method: 'GET', path, what: request.what }, signal);
  return parseAnswer(z.object({ records: z.array(request.row) }), answer, request.what).records;
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
