import { z } from 'zod';
import { parseAnswer } from './query.ts';
import { externalIdOf } from './record-id.ts';
import type { SalesforceClient } from './salesforce-client.ts';
import { readFault } from './salesforce-failure.ts';

/** Objects that have our external id. */
export type KeyedObject = 'Task' | 'Event' | 'Opportunity';

type Fields = Readonly<Record<string, string | number | null | undefined>>;

const savedSchema = z.object({ id: z.string(), success: z.literal(true) });

/**
 * Makes the record with this external id, or replaces its fields, and returns its id. What the org will not take from an
 * otherwise good record is left out rather than losing the record: a field that may be set only at creation, a person who was
 * deleted or converted, an owner who has left.
 */
export async function upsertRecord(
  client: SalesforceClient,
  record: {
    readonly object: KeyedObject;
    readonly keyField: string;
    readonly key: string;
    readonly fields: Fields;
  },
  signal: AbortSignal,
): Promise<string> {
  const what = `save a ${record.object}`;
  let fields = record.fields;
  for (;;) {
    try {
      const path = keyedPath(record.object, record.keyField, record.key);
      const answer = await client.send({ method: 'PATCH', path, body: fields, what }, signal);
      return parseAnswer(savedSchema, answer, what).id;
    } catch (error) {
      const refused = refusedFields(error).filter((name) => fields[name] !== undefined);
      if (refused.length === 0) throw error;
      fields = Object.fromEntries(
        Object.entries(fields).filter(([name]) => !refused.includes(name)),
      );
    }
  }
}

/** The record's own path, for reading and deleting. */
export function keyedPath(object: KeyedObject, keyField: string, key: string): string {
  return `/sobjects/${object}/${keyField}/${externalIdOf(key)}`;
}

/** Which fields may be left out when the org refuses a record with this code. */
const dispensable: Readonly<Record<string, readonly string[]>> = {
  INVALID_FIELD_FOR_INSERT_UPDATE: ['TaskSubtype', 'ContactId'],
  INVALID_CROSS_REFERENCE_KEY: ['WhoId', 'OwnerId'],
  ENTITY_IS_DELETED: ['WhoId'],
  INACTIVE_OWNER_OR_USER: ['OwnerId'],
  OPERATION_WITH_INACTIVE_USER_EXCEPTION: ['OwnerId'],
};

function refusedFields(error: unknown): readonly string[] {
  const fault = readFault(error);
  if (fault === undefined) return [];
  const candidates = dispensable[fault.errorCode] ?? [];
  const named = candidates.filter((name) => fault.fields.includes(name));
  return fault.fields.length > 0 ? named : candidates;
}
