import { z } from 'zod';
import type { CrmLead, CrmRecordReference } from '../crm.ts';
import { findPersonRow, type PersonRow } from './person-search.ts';
import { parseAnswer } from './query.ts';
import { isRecordId } from './record-id.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';

export interface LeadDefaults {
  /** The platform demands a company; callers have none. */
  readonly company: string;
  readonly source: string;
}

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
  const what = 'create a lead';
  const body = {
    FirstName: lead.firstName ?? undefined,
    LastName: lead.lastName,
    Company: defaults.company,
    LeadSource: defaults.source,
    Phone: lead.phone,
    Email: lead.email ?? undefined,
    Description: describeInterest(lead),
  };
  try {
    const answer = await client.send(
      { method: 'POST', path: '/sobjects/Lead', body, what },
      signal,
    );
    return { record: 'lead', recordId: parseAnswer(createdSchema, answer, what).id };
  } catch (error) {
    const duplicate = readDuplicate(error);
    if (duplicate === undefined) throw error;
    return completeRecord(client, lead, await readRecord(client, duplicate, signal), signal);
  }
}

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
  const interest = describeInterest(lead);
  const isNoted = interest === undefined || (row.Description ?? '').includes(interest);
  const additions = {
    FirstName: row.FirstName == null ? lead.firstName : null,
    Email: row.Email == null ? lead.email : null,
    Phone: row.Phone == null ? lead.phone : null,
    Description: isNoted
      ? null
      : [row.Description, interest].filter(Boolean).join('\n').slice(0, 32_000),
  };
  const body = Object.fromEntries(Object.entries(additions).filter(([, value]) => value != null));
  if (Object.keys(body).length > 0) {
    const path = `/sobjects/${object}/${row.Id}`;
    await client.send({ method: 'PATCH', path, body, what: `complete a ${object}` }, signal);
  }
  return { record: object === 'Contact' ? 'contact' : 'lead', recordId: row.Id };
}

function describeInterest(lead: CrmLead): string | undefined {
  return lead.interest === null ? undefined : `Demande au callbot : ${lead.interest}`;
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
