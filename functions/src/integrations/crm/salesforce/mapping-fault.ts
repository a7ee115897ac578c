import { readFault } from './salesforce-failure.ts';

/** How an org refuses a field that it does not have, or a value that does not belong there. */
const mappingFaults: readonly string[] = [
  'INVALID_EMAIL_ADDRESS',
  'INVALID_FIELD',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  'INVALID_TYPE_ON_FIELD_IN_RECORD',
  'INVALID_CROSS_REFERENCE_KEY',
  'JSON_PARSER_ERROR',
  'STRING_TOO_LONG',
];

/** True when the record would go through with fewer fields. */
export function isMappingFault(error: unknown): boolean {
  return mappingFaults.includes(readFault(error)?.errorCode ?? '');
}
