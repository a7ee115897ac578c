import { z } from 'zod';
import { cutText } from '@standardiste/shared/french/cut-text.ts';
import type { CrmOpportunity } from '../crm.ts';
import { upsertRecord } from './activity.ts';
import { query } from './query.ts';
import { isRecordId } from './record-id.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { soql } from './soql.ts';

const roleRow = z.object({
  OpportunityId: z.string(),
  Opportunity: z.object({ StageName: z.string().nullish() }).nullish(),
});

/**
 * Moves the contact's most recent open opportunity to the wanted stage if it stands at one of those to move from, or makes one
 * when none is open. It is made with its contact in one request, under the key of the call: what an answer that was lost left
 * behind is found again, and two at the same time make one.
 */
export async function advanceOpportunity(
  client: SalesforceClient,
  opportunity: CrmOpportunity,
  keyField: string,
  signal: AbortSignal,
): Promise<void> {
  const { contactId, stage } = opportunity;
  if (!isRecordId(contactId, 'contact')) throw new TypeError('expected the id of a contact');
  const request = {
    what: "find the contact's open opportunity",
    soql: soql`SELECT OpportunityId, Opportunity.StageName FROM OpportunityContactRole WHERE ContactId = ${contactId} AND Opportunity.IsClosed = ${false} ORDER BY Opportunity.LastModifiedDate DESC LIMIT 1`,
    row: roleRow,
  };
  const [open] = await query(client, request, signal);
  if (open === undefined) return create(client, opportunity, keyField, signal);
  if (!opportunity.moveFrom.includes(open.Opportunity?.StageName ?? '')) return;
  const path = `/sobjects/Opportunity/${open.OpportunityId}`;
  const body = { StageName: stage };
  await client.send({ method: 'PATCH', path, body, what: 'move an opportunity' }, signal);
}

async function create(
  client: SalesforceClient,
  { key, name, stage, closeDate, contactId, ownerId }: CrmOpportunity,
  keyField: string,
  signal: AbortSignal,
): Promise<void> {
  const isUser = ownerId !== null && isRecordId(ownerId, 'user');
  const fields = {
    Name: cutText(name, 120),
    StageName: stage,
    CloseDate: closeDate,
    ContactId: contactId,
    ...(isUser ? { OwnerId: ownerId } : {}),
  };
  await upsertRecord(client, { object: 'Opportunity', keyField, key, fields }, signal);
}
