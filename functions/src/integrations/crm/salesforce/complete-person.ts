import { z } from 'zod';
import type { CrmLead, CrmRecordReference } from '../crm.ts';
import { isAtLeast, leadCompleteness } from '../lead-completeness.ts';
import {
  cleanName,
  completedDescription,
  fittingEmail,
  leadNotes,
  notedInterest,
  personLengths,
  withEmailAsNote,
  type Fields,
} from './lead-fields.ts';
import { isMappingFault } from './mapping-fault.ts';
import { parseAnswer } from './query.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';
import { soqlName } from './soql.ts';

/** What is read of a person's record before it is completed. */
export const storedPersonSchema = z.object({
  Id: z.string(),
  FirstName: z.string().nullish(),
  Email: z.string().nullish(),
  Phone: z.string().nullish(),
  Description: z.string().nullish(),
});

export interface StoredPerson {
  readonly type: 'Contact' | 'Lead';
  readonly row: z.infer<typeof storedPersonSchema>;
}

/**
 * Completes the record of a person who is known where it is blank, never overwriting what a person typed, and brings a lead's level
 * of completeness to what is known now. What the org does not take of the mapping, or as an address, is left out.
 */
export async function completePerson(
  client: SalesforceClient,
  lead: CrmLead,
  { type, row }: StoredPerson,
  signal: AbortSignal,
): Promise<CrmRecordReference> {
  const mapped = type === 'Lead' ? await mappedAdditions(client, lead, row, signal) : undefined;
  const plain = plainAdditions(type, lead, row);
  const withNote = withEmailAsNote({
    ...plain,
    Description: plain['Description'] ?? row.Description ?? undefined,
  });
  const bodies = [...(mapped === undefined ? [] : [mapped]), plain, withNote];
  await patchFirst(client, { path: `/sobjects/${type}/${row.Id}`, bodies }, signal);
  return { record: type === 'Contact' ? 'contact' : 'lead', recordId: row.Id };
}

function plainAdditions(
  type: StoredPerson['type'],
  lead: CrmLead,
  row: StoredPerson['row'],
): Fields {
  const level =
    type === 'Lead'
      ? leadCompleteness(merged(lead, row, notedInterest(row.Description)))
      : undefined;
  const description = completedDescription(row.Description, leadNotes(lead), level);
  return { ...blanks(lead, row), ...changedDescription(row, description) };
}

/** By the profile's mapping; undefined without one, or when the org does not know its fields. */
async function mappedAdditions(
  client: SalesforceClient,
  lead: CrmLead,
  row: StoredPerson['row'],
  signal: AbortSignal,
): Promise<Fields | undefined> {
  const { interestField, completenessField } = lead.mapping ?? {};
  const names = [interestField, completenessField].filter((name) => name !== undefined);
  if (names.length === 0) return undefined;
  const stored = await readFields(client, { id: row.Id, names }, signal);
  if (stored === undefined) return undefined;
  const storedInterest = interestField === undefined ? null : (stored[interestField] ?? null);
  const interest = storedInterest ?? notedInterest(row.Description);
  const level = leadCompleteness(merged(lead, row, interest));
  const hasOwnLevel = completenessField !== undefined;
  const notes = leadNotes(interestField === undefined ? lead : { ...lead, interest: null });
  const description = completedDescription(row.Description, notes, hasOwnLevel ? undefined : level);
  return {
    ...blanks(lead, row),
    ...changedDescription(row, description),
    ...(interestField !== undefined && storedInterest === null && lead.interest !== null
      ? { [interestField]: lead.interest }
      : {}),
    // A person may have judged it complete.
    ...(hasOwnLevel && !isAtLeast(stored[completenessField], level)
      ? { [completenessField]: level }
      : {}),
  };
}

/** What is known once the record is completed. */
function merged(lead: CrmLead, row: StoredPerson['row'], interest: string | null) {
  return {
    firstName: row.FirstName ?? lead.firstName,
    email: row.Email ?? lead.email,
    interest: interest ?? lead.interest,
  };
}

function blanks(lead: CrmLead, row: StoredPerson['row']): Fields {
  const firstName = cleanName(lead.firstName, personLengths.firstName);
  const email = fittingEmail(lead.email);
  return {
    ...(row.FirstName == null && firstName !== undefined ? { FirstName: firstName } : {}),
    ...(row.Email == null && email !== undefined ? { Email: email } : {}),
    ...(row.Phone == null ? { Phone: lead.phone } : {}),
  };
}

function changedDescription({ Description }: StoredPerson['row'], description: string): Fields {
  const isChanged = description !== (Description ?? '');
  const hasRoom = description.length <= personLengths.description;
  return isChanged && hasRoom ? { Description: description } : {};
}

/** Sends the first body that the org takes; an empty one need not be sent. */
async function patchFirst(
  client: SalesforceClient,
  { path, bodies }: { readonly path: string; readonly bodies: readonly Fields[] },
  signal: AbortSignal,
): Promise<void> {
  const [body, ...others] = bodies;
  if (body === undefined || Object.keys(body).length === 0) return;
  try {
    await client.send({ method: 'PATCH', path, body, what: 'complete a record' }, signal);
  } catch (error) {
    if (!isMappingFault(error) || others.length === 0) throw error;
    await patchFirst(client, { path, bodies: others }, signal);
  }
}

async function readFields(
  client: SalesforceClient,
  { id, names }: { readonly id: string; readonly names: readonly string[] },
  signal: AbortSignal,
): Promise<Readonly<Record<string, string | null>> | undefined> {
  const what = 'read what is known of a lead';
  const fields = names.map((name) => soqlName(name).name).join(',');
  try {
    const path = `/sobjects/Lead/${id}?fields=${fields}`;
    const answer = await client.send({ method: 'GET', path, what }, signal);
    const row = parseAnswer(z.record(z.string(), z.unknown()), answer, what);
    return Object.fromEntries(
      names.map((name) => [name, typeof row[name] === 'string' ? row[name] : null]),
    );
  } catch (error) {
    if (readFault(error)?.errorCode === 'INVALID_FIELD') return undefined;
    throw error;
  }
}
