import { fieldNamed, orgSchema, type FieldDefinition, type ObjectName } from './org-schema.ts';
import { makeRecordId, toLongId } from './record-id.ts';
import { SalesforceError } from './salesforce-error.ts';

export interface OrgRecord {
  readonly object: ObjectName;
  readonly fields: Record<string, unknown>;
}

export interface WriteOptions {
  /** `Sforce-Duplicate-Rule-Header: allowSave=true`. */
  readonly allowDuplicates: boolean;
  /** The user whose session writes; owner of what names none. */
  readonly userId: string;
}

/** The org's records, with the platform's rules on every write. */
export class RecordTable {
  readonly #records = new Map<ObjectName, Map<string, OrgRecord>>();
  readonly #deleted = new Set<string>();
  readonly #recycleBin: OrgRecord[] = [];
  readonly #locked = new Set<string>();
  readonly #now: () => number;
  #made = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  clear(): void {
    this.#records.clear();
    this.#deleted.clear();
    this.#recycleBin.length = 0;
    this.#locked.clear();
  }

  /** Another transaction holds this record: nobody else may write it, or anything that hangs on it. */
  lock(id: string): Disposable {
    const locked = toLongId(id);
    this.#locked.add(locked);
    return { [Symbol.dispose]: () => void this.#locked.delete(locked) };
  }

  /** The same records, apart from these: what is written there is not written here. */
  copy(): RecordTable {
    const copy = new RecordTable(this.#now);
    copy.#made = this.#made;
    for (const [object, rows] of this.#records) {
      const entries = [...rows].map(
        ([id, row]) => [id, { object, fields: { ...row.fields } }] as const,
      );
      copy.#records.set(object, new Map(entries));
    }
    for (const id of this.#deleted) copy.#deleted.add(id);
    for (const id of this.#locked) copy.#locked.add(id);
    return copy;
  }

  all(object: ObjectName): OrgRecord[] {
    return [...(this.#records.get(object)?.values() ?? [])];
  }

  /** With what lies in the recycle bin, as `queryAll` sees it. */
  allWithDeleted(object: ObjectName): OrgRecord[] {
    return [...this.all(object), ...this.#recycleBin.filter((record) => record.object === object)];
  }

  get(object: ObjectName, id: string): OrgRecord | undefined {
    return this.#records.get(object)?.get(toLongId(id));
  }

  /** @throws SalesforceError NOT_FOUND, or ENTITY_IS_DELETED for what was there once. */
  require(object: ObjectName, id: string): OrgRecord {
    const record = this.get(object, id);
    if (record !== undefined) return record;
    if (this.#deleted.has(toLongId(id))) {
      throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted', { fields: [] });
    }
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }

  withExternalId(object: ObjectName, field: string, value: string): OrgRecord[] {
    return this.all(object).filter((record) => record.fields[field] === value);
  }

  /** Adds a record as it stands, read-only fields included; for setting up an org. */
  seed(object: ObjectName, fields: Readonly<Record<string, unknown>>): string {
    const id = String(fields['Id'] ?? makeRecordId(orgSchema[object].keyPrefix, (this.#made += 1)));
    this.#put(object, { ...this.#stamps(), ...fields, Id: toLongId(id) });
    return toLongId(id);
  }

  create(object: ObjectName, input: Record<string, unknown>, options: WriteOptions): string {
    const fields = checkFields(object, input);
    this.#checkRequired(object, fields);
    this.#checkReferences(object, fields);
    this.#checkUnique(object, fields, undefined);
    if (!options.allowDuplicates && object === 'Lead') this.#checkLeadDuplicates(fields);
    this.#checkLocks(fields);
    const hasOwner = 'OwnerId' in orgSchema[object].fields;
    const owner = hasOwner ? { OwnerId: options.userId } : {};
    const id = this.seed(object, {
      ...objectDefaults[object],
      ...owner,
      ...derived(object, fields),
    });
    this.#createDependents(object, { ...fields, Id: id });
    return id;
  }

  /** What the platform makes along with a record. */
  #createDependents(object: ObjectName, fields: Record<string, unknown>): void {
    if (object === 'Opportunity' && typeof fields['ContactId'] === 'string') {
      const { Id: OpportunityId, ContactId } = fields;
      this.seed('OpportunityContactRole', { OpportunityId, ContactId, IsPrimary: true });
    }
    if (object === 'ContentVersion') {
      const ContentDocumentId = this.seed('ContentDocument', { Title: fields['Title'] });
      this.#put(object, {
        ...this.require(object, String(fields['Id'])).fields,
        ContentDocumentId,
      });
      const LinkedEntityId = fields['FirstPublishLocationId'];
      if (LinkedEntityId != null)
        this.seed('ContentDocumentLink', { ContentDocumentId, LinkedEntityId });
    }
  }

  #checkLocks(fields: Record<string, unknown>): void {
    const held = lockingFields
      .map((name) => fields[name])
      .find((id) => this.#locked.has(String(id)));
    if (held === undefined) return;
    const message = `unable to obtain exclusive access to this record or 1 records: ${String(held)}`;
    throw new SalesforceError(400, 'UNABLE_TO_LOCK_ROW', message, { fields: [] });
  }

  update(object: ObjectName, id: string, input: Record<string, unknown>): void {
    const record = this.require(object, id);
    if (record.fields['IsConverted'] === true) {
      throw new SalesforceError(
        400,
        'CANNOT_UPDATE_CONVERTED_LEAD',
        'cannot reference converted lead',
      );
    }
    const fields = checkFields(object, input);
    for (const name of Object.keys(fields)) {
      if (orgSchema[object].fields[name]?.isCreateOnly !== true) continue;
      const message = `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
      throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, {
        fields: [name],
      });
    }
    this.#checkReferences(object, fields);
    this.#checkUnique(object, fields, toLongId(id));
    this.#checkLocks({ ...record.fields, ...fields });
    const changed = derived(object, { ...record.fields, ...fields });
    this.#put(object, { ...changed, ...this.#modifiedStamps() });
  }

  delete(object: ObjectName, id: string): void {
    const { fields } = this.require(object, id);
    this.#checkLocks(fields);
    const binned = { ...fields, IsDeleted: true, ...this.#modifiedStamps() };
    this.#recycleBin.push({ object, fields: binned });
    this.#records.get(object)?.delete(toLongId(id));
    this.#deleted.add(toLongId(id));
  }

  #put(object: ObjectName, fields: Record<string, unknown>): void {
    const name = [fields['FirstName'], fields['LastName']].filter(Boolean).join(' ');
    const named = name === '' ? fields : { ...fields, Name: name };
    const table = this.#records.get(object) ?? new Map<string, OrgRecord>();
    table.set(String(fields['Id']), { object, fields: named });
    this.#records.set(object, table);
    this.#touchPerson(fields['WhoId'], fields['ActivityDate'] ?? fields['StartDateTime']);
  }

  /** An activity moves its person's last activity forward. */
  #touchPerson(whoId: unknown, date: unknown): void {
    if (typeof whoId !== 'string' || typeof date !== 'string') return;
    const person = this.get('Contact', whoId) ?? this.get('Lead', whoId);
    if (person === undefined) return;
    const day = date.slice(0, 10);
    if (day > String(person.fields['LastActivityDate'] ?? ''))
      person.fields['LastActivityDate'] = day;
  }

  #stamps(): Record<string, string> {
    return { CreatedDate: toWireInstant(this.#now()), ...this.#modifiedStamps() };
  }

  #modifiedStamps(): Record<string, string> {
    const now = toWireInstant(this.#now());
    return { LastModifiedDate: now, SystemModstamp: now };
  }

  #checkRequired(object: ObjectName, fields: Record<string, unknown>): void {
    const missing = Object.entries(orgSchema[object].fields)
      .filter(([name, field]) => field.isRequired && isBlank(fields[name]))
      .map(([name]) => name);
    if (missing.length === 0) return;
    const message = `Required fields are missing: [${missing.join(', ')}]`;
    throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', message, { fields: missing });
  }

  #checkReferences(object: ObjectName, fields: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(fields)) {
      const targets = orgSchema[object].fields[name]?.refersTo;
      if (targets === undefined || value === null) continue;
      if (targets.some((target) => this.get(target, String(value)) !== undefined)) continue;
      const code = this.#deleted.has(String(value))
        ? 'ENTITY_IS_DELETED'
        : 'INVALID_CROSS_REFERENCE_KEY';
      throw new SalesforceError(400, code, 'invalid cross reference id', { fields: [name] });
    }
  }

  /** External ids are unique across an object. */
  #checkUnique(
    object: ObjectName,
    fields: Record<string, unknown>,
    ownId: string | undefined,
  ): void {
    for (const [name, value] of Object.entries(fields)) {
      if (orgSchema[object].fields[name]?.isExternalId !== true || value === null) continue;
      const other = this.withExternalId(object, name, String(value)).find(
        (record) => record.fields['Id'] !== ownId,
      );
      if (other === undefined) continue;
      const message = `duplicate value found: ${name} duplicates value on record with id: ${String(other.fields['Id'])}`;
      throw new SalesforceError(400, 'DUPLICATE_VALUE', message, { fields: [] });
    }
  }

  /** The standard duplicate rule, as an administrator sets it to block: the same e-mail or the same phone. */
  #checkLeadDuplicates(fields: Record<string, unknown>): void {
    const email = normalEmail(fields['Email']);
    const phones = phonesOf(fields);
    for (const object of ['Contact', 'Lead'] as const) {
      const matches = this.all(object).filter(
        ({ fields: own }) =>
          own['IsConverted'] !== true &&
          ((email !== '' && normalEmail(own['Email']) === email) ||
            phonesOf(own).some((phone) => phones.includes(phone))),
      );
      if (matches.length > 0) throw duplicatesDetected(object, matches);
    }
  }
}

const objectDefaults: Partial<Record<ObjectName, Record<string, unknown>>> = {
  Lead: { Status: 'Open - Not Contacted', IsConverted: false },
  Task: { Status: 'Not Started', Priority: 'Normal', TaskSubtype: 'Task' },
  Event: { ShowAs: 'Busy' },
};

/** A write locks the record and those that it points to. */
const lockingFields = ['Id', 'WhoId', 'WhatId', 'OpportunityId', 'ContactId'] as const;

/** Fields that follow from others. */
function derived(object: ObjectName, fields: Record<string, unknown>): Record<string, unknown> {
  if (object !== 'Opportunity') return fields;
  return { ...fields, IsClosed: /^Closed /.test(String(fields['StageName'])) };
}

/** `2026-11-24T13:30:00.000+0000`, as the REST API writes instants. */
export function toWireInstant(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}

/** Last nine digits: what the matching rule compares of a phone number. */
export function matchablePhone(value: unknown): string {
  return String(value ?? '')
    .replace(/\D/g, '')
    .slice(-9);
}

function phonesOf(fields: Record<string, unknown>): string[] {
  return ['Phone', 'MobilePhone'].map((name) => matchablePhone(fields[name])).filter(Boolean);
}

function normalEmail(value: unknown): string {
  return String(value ?? '')
    .trim()
    .toLowerCase();
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function checkFields(object: ObjectName, input: Record<string, unknown>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [given, value] of Object.entries(input)) {
    if (given === 'attributes') continue;
    const name = fieldNamed(object, given);
    const definition = name === undefined ? undefined : orgSchema[object].fields[name];
    if (name === undefined || definition === undefined || definition.isReadOnly === true) {
      const message = `No such column '${given}' on sobject of type ${object}`;
      throw new SalesforceError(400, 'INVALID_FIELD', message);
    }
    fields[name] = checkValue(name, definition, value === '' ? null : value);
  }
  return fields;
}

function checkValue(name: string, definition: FieldDefinition, value: unknown): unknown {
  if (value === null) return null;
  const fail = (code: string, message: string): SalesforceError =>
    new SalesforceError(400, code, message, { fields: [name] });
  const isRightType = valueChecks[definition.type](value);
  if (!isRightType) {
    throw new SalesforceError(
      400,
      'JSON_PARSER_ERROR',
      `Cannot deserialize instance of ${definition.type} from ${JSON.stringify(value)}`,
    );
  }
  const length = String(value).length;
  if (definition.maxLength !== undefined && length > definition.maxLength) {
    throw fail(
      'STRING_TOO_LONG',
      `${name}: data value too large (max length=${definition.maxLength})`,
    );
  }
  if (definition.isEmail === true && !emailPattern.test(String(value))) {
    throw fail('INVALID_EMAIL_ADDRESS', `${name}: invalid email address: ${String(value)}`);
  }
  if (definition.picklist !== undefined && !definition.picklist.includes(String(value))) {
    throw fail(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${name}: bad value for restricted picklist field: ${String(value)}`,
    );
  }
  if (definition.type === 'datetime') return toWireInstant(Date.parse(String(value)));
  return definition.type === 'reference' ? toLongId(String(value)) : value;
}

/** As strict as the platform's own (knowledge article 000386746), which takes no quotes, spaces or accents. */
const emailPattern = /^[A-Za-z0-9!#$%&'*+\/=?^_`{|}~.-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/;

const valueChecks: Readonly<Record<FieldDefinition['type'], (value: unknown) => boolean>> = {
  id: isRecordId,
  reference: isRecordId,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value) && Math.abs(value as number) < 100_000_000,
  date: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
  datetime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

function isRecordId(value: unknown): boolean {
  return typeof value === 'string' && /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(value);
}

function duplicatesDetected(object: ObjectName, matches: readonly OrgRecord[]): SalesforceError {
  const matchRecords = matches.map((record) => ({
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100,
    record: { attributes: { type: object }, Id: record.fields['Id'] },
  }));
  return new SalesforceError(400, 'DUPLICATES_DETECTED', 'Use one of these records?', {
    duplicateResult: {
      allowSave: true,
      duplicateRule: `Standard_${object}_Duplicate_Rule`,
      duplicateRuleEntityType: 'Lead',
      errorMessage: 'Use one of these records?',
      matchResults: [
        {
          entityType: object,
          errors: [],
          matchEngine: 'FuzzyMatchEngine',
          matchRecords,
          rule: `Standard_${object}_Match_Rule`,
          size: matchRecords.length,
          success: true,
        },
      ],
    },
  });
}
