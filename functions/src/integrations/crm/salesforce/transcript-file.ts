import { z } from 'zod';
import { externalIdOf } from './record-id.ts';
import { query } from './query.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { soql, type SoqlName } from './soql.ts';

/**
 * Attaches a text file to the call's task. A file with this title that is there already is left as it is.
 * @returns false when there is no such task.
 */
export async function attachTranscript(
  client: SalesforceClient,
  file: { readonly key: string; readonly title: string; readonly text: string },
  key: SoqlName,
  signal: AbortSignal,
): Promise<boolean> {
  const [task] = await query(
    client,
    {
      what: "find the call's task",
      soql: soql`SELECT Id FROM Task WHERE ${key} = ${externalIdOf(file.key)} LIMIT 1`,
      row: z.object({ Id: z.string() }),
    },
    signal,
  );
  if (task === undefined) return false;
  const links = await query(
    client,
    {
      what: "find the task's files",
      soql: soql`SELECT ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntityId = ${task.Id} LIMIT 50`,
      row: z.object({ ContentDocument: z.object({ Title: z.string().nullish() }).nullish() }),
    },
    signal,
  );
  if (links.some(({ ContentDocument }) => ContentDocument?.Title === file.title)) return true;
  const body = {
    Title: file.title,
    PathOnClient: `${externalIdOf(file.key)}.txt`,
    VersionData: Buffer.from(file.text, 'utf8').toString('base64'),
    FirstPublishLocationId: task.Id,
  };
  const path = '/sobjects/ContentVersion';
  await client.send({ method: 'POST', path, body, what: 'attach a transcript' }, signal);
  return true;
}
