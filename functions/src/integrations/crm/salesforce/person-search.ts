import { fold } from '@standardiste/shared/french/tokens.ts';
import { z } from 'zod';
import type { CrmPerson } from '../crm.ts';
import { isSamePhone, searchForms, storedForms } from './phone-forms.ts';
import { parseAnswer, query } from './query.ts';
import { isRecordId } from './record-id.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { soql } from './soql.ts';

/**
 * Whose advisor counts: the owner of the contact's most recent opportunity, the owner of the person's own record, or the first
 * of the two that there is.
 */
export type OwnerStrategy = 'both' | 'opportunity' | 'direct';

const personRow = z.object({
  attributes: z.object({ type: z.enum(['Contact', 'Lead']) }),
  Id: z.string(),
  FirstName: z.string().nullish(),
  LastName: z.string().nullish(),
  Email: z.string().nullish(),
  Phone: z.string().nullish(),
  MobilePhone: z.string().nullish(),
  HomePhone: z.string().nullish(),
  OtherPhone: z.string().nullish(),
  OwnerId: z.string().nullish(),
  LastActivityDate: z.string().nullish(),
  LastModifiedDate: z.string(),
  Description: z.string().nullish(),
});
/** A contact or lead as the org keeps it. */
export type PersonRow = z.infer<typeof personRow>;

const leadFields =
  'Id, FirstName, LastName, Email, Phone, MobilePhone, OwnerId, LastActivityDate, LastModifiedDate, Description';
const contactFields = `${leadFields}, HomePhone, OtherPhone`;

/** More people than this under one number is a switchboard; the most recent among them is as good as any. */
const maxMatches = 20;

/** The likeliest, and whether others might be meant. */
export interface FoundPerson {
  readonly row: PersonRow;
  readonly isAmbiguous: boolean;
}

/**
 * The row of whoever has the number: contact before lead, most recent activity first. The search index finds every spelling but
 * is minutes late; exact spellings are therefore asked of the records themselves when it finds nobody.
 */
export async function findPersonRow(
  client: SalesforceClient,
  phone: string,
  signal: AbortSignal,
): Promise<FoundPerson | undefined> {
  const indexed = await searchIndex(client, phone, signal);
  const rows = indexed.length > 0 ? indexed : await searchRecords(client, phone, signal);
  const [row] = rows.sort(byRelevance);
  if (row === undefined) return undefined;
  // A lead and a contact, or two contacts, of one name are one person twice.
  return { row, isAmbiguous: rows.some((other) => nameOf(other) !== nameOf(row)) };
}

function nameOf({ FirstName, LastName }: PersonRow): string {
  return fold(`${FirstName ?? ''} ${LastName ?? ''}`).trim();
}

export async function toPerson(
  client: SalesforceClient,
  { row, isAmbiguous }: FoundPerson,
  strategy: OwnerStrategy,
  signal: AbortSignal,
): Promise<CrmPerson> {
  const record = row.attributes.type === 'Contact' ? 'contact' : 'lead';
  const viaOpportunity =
    strategy !== 'direct' && record === 'contact'
      ? await findOpportunityOwner(client, row.Id, signal)
      : undefined;
  const ownerId = viaOpportunity ?? (strategy === 'opportunity' ? undefined : row.OwnerId);
  return {
    record,
    recordId: row.Id,
    firstName: row.FirstName ?? '',
    lastName: row.LastName ?? '',
    email: row.Email ?? null,
    ownerId: ownerId != null && isRecordId(ownerId, 'user') ? ownerId : null, // a lead may belong to a queue
    isAmbiguous,
  };
}

async function searchIndex(
  client: SalesforceClient,
  phone: string,
  signal: AbortSignal,
): Promise<PersonRow[]> {
  const what = 'search a person by phone';
  const sosl =
    `FIND {${searchForms(phone).join(' OR ')}} IN PHONE FIELDS RETURNING ` +
    `Contact(${contactFields} LIMIT ${maxMatches}), ` +
    `Lead(${leadFields} WHERE IsConverted = false LIMIT ${maxMatches})`;
  const path = `/search?q=${encodeURIComponent(sosl)}`;
  const answer = await client.send({ method: 'GET', path, what }, signal);
  const { searchRecords } = parseAnswer(
    z.object({ searchRecords: z.array(personRow) }),
    answer,
    what,
  );
  // A search also matches parts of numbers: nobody may be greeted with another person's name.
  return searchRecords.filter((row) => hasPhone(row, phone));
}

async function searchRecords(
  client: SalesforceClient,
  phone: string,
  signal: AbortSignal,
): Promise<PersonRow[]> {
  const forms = storedForms(phone);
  const what = 'find a person by phone';
  const contacts = soql`SELECT Id, FirstName, LastName, Email, Phone, MobilePhone, HomePhone, OtherPhone, OwnerId, LastActivityDate, LastModifiedDate, Description FROM Contact WHERE Phone IN ${forms} OR MobilePhone IN ${forms} ORDER BY LastModifiedDate DESC LIMIT ${maxMatches}`;
  const leads = soql`SELECT Id, FirstName, LastName, Email, Phone, MobilePhone, OwnerId, LastActivityDate, LastModifiedDate, Description FROM Lead WHERE IsConverted = ${false} AND (Phone IN ${forms} OR MobilePhone IN ${forms}) ORDER BY LastModifiedDate DESC LIMIT ${maxMatches}`;
  const found = await Promise.all(
    [contacts, leads].map((text) => query(client, { soql: text, row: personRow, what }, signal)),
  );
  return found.flat();
}

async function findOpportunityOwner(
  client: SalesforceClient,
  contactId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const request = {
    what: "find the contact's most recent opportunity",
    soql: soql`SELECT Opportunity.OwnerId FROM OpportunityContactRole WHERE ContactId = ${contactId} ORDER BY Opportunity.LastModifiedDate DESC LIMIT 1`,
    row: z.object({ Opportunity: z.object({ OwnerId: z.string().nullish() }).nullish() }),
  };
  const [role] = await query(client, request, signal);
  return role?.Opportunity?.OwnerId ?? undefined;
}

function hasPhone(row: PersonRow, phone: string): boolean {
  return [row.Phone, row.MobilePhone, row.HomePhone, row.OtherPhone].some((stored) =>
    isSamePhone(stored, phone),
  );
}

function byRelevance(a: PersonRow, b: PersonRow): number {
  if (a.attributes.type !== b.attributes.type) return a.attributes.type === 'Contact' ? -1 : 1;
  const activity = (b.LastActivityDate ?? '').localeCompare(a.LastActivityDate ?? '');
  return activity !== 0 ? activity : b.LastModifiedDate.localeCompare(a.LastModifiedDate);
}
