import { z } from 'zod';
import type { CrmLead, CrmRecordReference } from '../crm.ts';
import { completePerson, storedPersonSchema, type StoredPerson } from './complete-person.ts';
import { mappedLead, plainLead, withEmailAsNote, type LeadDefaults } from './lead-fields.ts';
import { isMappingFault } from './mapping-fault.ts';
import { findPersonRow } from './person-search.ts';
import { parseAnswer } from './query.ts';
import { isRecordId } from './record-id.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';

const createdSchema = z.object({ id: z.string(), success: z.literal(true) });

/** How a record is refused that was converted, merged or deleted since it was found. */
const goneFaults: readonly string[] = [
  'CANNOT_UPDATE_CONVERTED_LEAD',
  'ENTITY_IS_DELETED',
  'NOT_FOUND',
];

/**
 * Creates a lead, unless the number or the org's duplicate rule says that the person is known: then the record that exists is
 * completed where it is blank, never overwritten with what a recogniser heard. A record that goes away meanwhile (a lead that is just
 * converted) is looked for once more.
 */
export async function saveLead(
  client: SalesforceClient,
  lead: CrmLead,
  defaults: LeadDefaults,
  signal: AbortSignal,
): Promise<CrmRecordReference> {
  try {
    return await saveOnce(client, lead, defaults, signal);
  } catch (error) {
    if (!goneFaults.includes(readFault(error)?.errorCode ?? '')) throw error;
    return saveOnce(client, lead, defaults, signal);
  }
}

async function saveOnce(
  client: SalesforceClient,
  lead: CrmLead,
  defaults: LeadDefaults,
  signal: AbortSignal,
): Promise<CrmRecordReference> {
  const known = await findPersonRow(client, lead.phone, signal);
  if (known !== undefined) {
    const { row } = known;
    return completePerson(client, lead, { type: row.attributes.type, row }, signal);
  }
  const plain = plainLead(lead, defaults);
  const bodies = [mappedLead(lead, defaults), plain, withEmailAsNote(plain)];
  try {
    return await createLead(client, bodies, signal);
  } catch (error) {
    const duplicate = readDuplicate(error);
    if (duplicate === undefined) throw error;
    return completePerson(client, lead, await readRecord(client, duplicate, signal), signal);
  }
}

/** Creates the lead from the first body whose fields the org takes: a mapping that is wrong must not lose a lead. */
async function createLead(
  client: SalesforceClient,
  bodies: readonly (Readonly<Record<string, unknown>> | undefined)[],
  signal: AbortSignal,
): Promise<CrmRecordReference> {
  const [body, ...rest] = bodies.filter((candidate) => candidate !== undefined);
  const what = 'create a lead';
  try {
    const request = {
      method: 'POST',
      path: '/sobjects/Lead',
      what,
      ...(body && { body }),
    } as const;
    const answer = await client.send(request, signal);
    return { record: 'lead', recordId: parseAnswer(createdSchema, answer, what).id };
  } catch (error) {
    if (!isMappingFault(error) || rest.length === 0) throw error;
    return createLead(client, rest, signal);
  }
}

async function readRecord(
  client: SalesforceClient,
  { type, id }: { type: 'Contact' | 'Lead'; id: string },
  signal: AbortSignal,
): Promise<StoredPerson> {
  const what = `read the ${type} that is a duplicate`;
  const path = `/sobjects/${type}/${id}?fields=Id,FirstName,Email,Phone,Description`;
  const answer = await client.send({ method: 'GET', path, what }, signal);
  return { type, row: parseAnswer(storedPersonSchema, answer, what) };
}

const duplicateSchema = z.object({
  duplicateResult: z.object({
    matchResults: z.array(
      z.object({
        entityType: z.string(),
        matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })),
      }),
    ),
  }),
});

/** The record that the org's duplicate rule found, contact before lead. */
function readDuplicate(error: unknown): { type: 'Contact' | 'Lead'; id: string } | undefined {
  const fault = readFault(error);
  if (fault?.errorCode !== 'DUPLICATES_DETECTED') return undefined;
  const parsed = duplicateSchema.safeParse(fault.data);
  if (!parsed.success) return undefined;
  for (const type of ['Contact', 'Lead'] as const) {
    const ids = parsed.data.duplicateResult.matchResults
      .filter((result) => result.entityType === type)
      .flatMap((result) => result.matchRecords.map((match) => match.record.Id));
    const id = ids.find((candidate) =>
      isRecordId(candidate, type === 'Contact' ? 'contact' : 'lead'),
    );
    if (id !== undefined) return { type, id };
  }
  return undefined;
}
