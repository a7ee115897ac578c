import { z } from 'zod';
import type { CrmLead, CrmRecordReference } from '../crm.ts';
import {
  cleanName,
  fittingEmail,
  leadNotes,
  mappedLead,
  personLengths,
  plainLead,
  type LeadDefaults,
} from './lead-fields.ts';
import { findPersonRow, type PersonRow } from './person-search.ts';
import { parseAnswer } from './query.ts';
import { isRecordId } from './record-id.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';

const createdSchema = z.object({ id: z.string(), success: z.literal(true) });

/**
 * Creates a lead, unless the number or the org's duplicate rule says that the person is known: then the record that exists is
 * completed where it is blank, never overwritten with what a recogniser heard.
 */
export async function saveLead(
  client: SalesforceClient,
  lead: CrmLead,
  defaults: LeadDefaults,
  signal: AbortSignal,
): Promise<CrmRecordReference> {
  const known = await findPersonRow(client, lead.phone, signal);
  if (known !== undefined) return completeRecord(client, lead, known, signal);
  const bodies = [mappedLead(lead, defaults), plainLead(lead, defaults)];
  try {
    return await createLead(client, bodies, signal);
  } catch (error) {
    const duplicate = readDuplicate(error);
    if (duplicate === undefined) throw error;
    return completeRecord(client, lead, await readRecord(client, duplicate, signal), signal);
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
    const isMapping = mappingFaults.includes(readFault(error)?.errorCode ?? '');
    if (!isMapping || rest.length === 0) throw error;
    return createLead(client, rest, signal);
  }
}

/** How an org refuses a field that it does not have, or a value that does not belong there. */
const mappingFaults: readonly string[] = [
  'INVALID_FIELD',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  'INVALID_TYPE_ON_FIELD_IN_RECORD',
  'INVALID_CROSS_REFERENCE_KEY',
  'JSON_PARSER_ERROR',
  'STRING_TOO_LONG',
];

const recordSchema = z.object({
  Id: z.string(),
  FirstName: z.string().nullish(),
  Email: z.string().nullish(),
  Phone: z.string().nullish(),
  Description: z.string().nullish(),
});

async function completeRecord(
  client: SalesforceClient,
  lead: CrmLead,
  row: z.infer<typeof recordSchema> & Pick<PersonRow, 'attributes'>,
  signal: AbortSignal,
): Promise<CrmRecordReference> {
  const object = row.attributes.type;
  const lines = leadNotes(lead).filter((line) => !(row.Description ?? '').includes(line));
  const notes = [row.Description, ...lines].filter(Boolean).join('\n');
  const hasRoom = notes.length <= personLengths.description;
  const additions = {
    FirstName: row.FirstName == null ? cleanName(lead.firstName, personLengths.firstName) : null,
    Email: row.Email == null ? fittingEmail(lead.email) : null,
    Phone: row.Phone == null ? lead.phone : null,
    Description: lines.length > 0 && hasRoom ? notes : null,
  };
  const body = Object.fromEntries(Object.entries(additions).filter(([, value]) => value != null));
  if (Object.keys(body).length > 0) {
    const path = `/sobjects/${object}/${row.Id}`;
    await client.send({ method: 'PATCH', path, body, what: `complete a ${object}` }, signal);
  }
  return { record: object === 'Contact' ? 'contact' : 'lead', recordId: row.Id };
}

async function readRecord(
  client: SalesforceClient,
  { type, id }: { type: 'Contact' | 'Lead'; id: string },
  signal: AbortSignal,
) {
  const what = `read the ${type} that is a duplicate`;
  const path = `/sobjects/${type}/${id}?fields=Id,FirstName,Email,Phone,Description`;
  const answer = await client.send({ method: 'GET', path, what }, signal);
  return { ...parseAnswer(recordSchema, answer, what), attributes: { type } };
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
