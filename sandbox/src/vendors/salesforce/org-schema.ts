/** One field of an object, with the rules that the platform enforces on write. */
export interface FieldDefinition {
  readonly type: 'id' | 'string' | 'boolean' | 'integer' | 'date' | 'datetime' | 'reference';
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  /** Set by the platform. */
  readonly isReadOnly?: boolean;
  /** May be set when the record is made, never changed. */
  readonly isCreateOnly?: boolean;
  /** A restricted picklist: anything else is refused. */
  readonly picklist?: readonly string[];
  /** Unique, and usable in an upsert's path. */
  readonly isExternalId?: boolean;
  /** Objects that a reference may point to; the relationship is the field's name without `Id`. */
  readonly refersTo?: readonly ObjectName[];
  /** Searched by `IN PHONE FIELDS`. */
  readonly isPhone?: boolean;
  /** Must look like an address. */
  readonly isEmail?: boolean;
}

export type ObjectName =
  | 'User'
  | 'Contact'
  | 'Lead'
  | 'Task'
  | 'Event'
  | 'Opportunity'
  | 'OpportunityContactRole'
  | 'ContentVersion'
  | 'ContentDocument'
  | 'ContentDocumentLink';

export interface ObjectDefinition {
  /** First three characters of every id. */
  readonly keyPrefix: string;
  readonly fields: Readonly<Record<string, FieldDefinition>>;
}

const text = (maxLength: number): FieldDefinition => ({ type: 'string', maxLength });
const phone: FieldDefinition = { type: 'string', maxLength: 40, isPhone: true };
const system = (type: FieldDefinition['type']): FieldDefinition => ({ type, isReadOnly: true });
const owner: FieldDefinition = { type: 'reference', refersTo: ['User'] };

const systemFields = {
  Id: system('id'),
  CreatedDate: system('datetime'),
  LastModifiedDate: system('datetime'),
  SystemModstamp: system('datetime'),
  IsDeleted: system('boolean'),
} as const;

const personFields = {
  ...systemFields,
  FirstName: text(40),
  LastName: { type: 'string', maxLength: 80, isRequired: true },
  Name: system('string'),
  Email: { type: 'string', maxLength: 80, isEmail: true },
  Phone: phone,
  MobilePhone: phone,
  OwnerId: owner,
  LastActivityDate: system('date'),
  Description: text(32_000),
} as const satisfies Record<string, FieldDefinition>;

const activityFields = {
  ...systemFields,
  Subject: text(255),
  OwnerId: owner,
  WhoId: { type: 'reference', refersTo: ['Contact', 'Lead'] },
  ActivityDate: { type: 'date' },
  Description: text(32_000),
  /** The custom external id that our deployment adds to Activity; Task and Event share it. */
  CallSid__c: { type: 'string', maxLength: 255, isExternalId: true },
  /** The custom long text that our deployment adds to Activity: private properties of appointments. */
  CallbotData__c: text(32_768),
} as const satisfies Record<string, FieldDefinition>;

/**
 * The standard objects that the callbot touches, with the fields it could use (field reference, API 67.0). A field that is not
 * here answers INVALID_FIELD, as one hidden by field-level security does.
 */
export const orgSchema: Readonly<Record<ObjectName, ObjectDefinition>> = {
  User: {
    keyPrefix: '005',
    fields: {
      ...systemFields,
      Username: text(80),
      FirstName: text(40),
      LastName: text(80),
      Name: system('string'),
      Email: text(128),
      IsActive: { type: 'boolean' },
    },
  },
  Contact: {
    keyPrefix: '003',
    fields: { ...personFields, HomePhone: phone, OtherPhone: phone },
  },
  Lead: {
    keyPrefix: '00Q',
    fields: {
      ...personFields,
      Company: { type: 'string', maxLength: 255, isRequired: true },
      LeadSource: text(255),
      Status: {
        type: 'string',
        picklist: [
          'Open - Not Contacted',
          'Working - Contacted',
          'Closed - Converted',
          'Closed - Not Converted',
        ],
      },
      IsConverted: { type: 'boolean', isReadOnly: true },
      /** Fields of our own, as an administrator adds them for the profile's mapping. */
      Interest__c: text(100),
      Completeness__c: { type: 'string', picklist: ['complete', 'sufficient', 'partial'] },
    },
  },
  Task: {
    keyPrefix: '00T',
    fields: {
      ...activityFields,
      Status: {
        type: 'string',
        picklist: [
          'Not Started',
          'In Progress',
          'Completed',
          'Waiting on someone else',
          'Deferred',
        ],
      },
      Priority: { type: 'string', picklist: ['High', 'Normal', 'Low'] },
      TaskSubtype: {
        type: 'string',
        picklist: ['Task', 'Email', 'ListEmail', 'Cadence', 'Call', 'LinkedIn'],
        isCreateOnly: true,
      },
      CallType: { type: 'string', picklist: ['Internal', 'Inbound', 'Outbound'] },
      CallDurationInSeconds: { type: 'integer' },
      CallDisposition: text(255),
      CallObject: text(255),
      IsClosed: system('boolean'),
    },
  },
  Event: {
    keyPrefix: '00U',
    fields: {
      ...activityFields,
      StartDateTime: { type: 'datetime', isRequired: true },
      EndDateTime: { type: 'datetime', isRequired: true },
      IsAllDayEvent: { type: 'boolean' },
      Location: text(255),
      ShowAs: { type: 'string', picklist: ['Busy', 'OutOfOffice', 'Free'] },
    },
  },
  Opportunity: {
    keyPrefix: '006',
    fields: {
      ...systemFields,
      Name: { type: 'string', maxLength: 120, isRequired: true },
      StageName: { type: 'string', maxLength: 255, isRequired: true },
      CloseDate: { type: 'date', isRequired: true },
      LeadSource: text(255),
      Description: text(32_000),
      OwnerId: owner,
      /** Makes the contact the primary one; only when the opportunity is made. */
      ContactId: { type: 'reference', refersTo: ['Contact'], isCreateOnly: true },
      IsClosed: system('boolean'),
      CallSid__c: { type: 'string', maxLength: 255, isExternalId: true },
    },
  },
  OpportunityContactRole: {
    keyPrefix: '00K',
    fields: {
      ...systemFields,
      OpportunityId: { type: 'reference', refersTo: ['Opportunity'] },
      ContactId: { type: 'reference', refersTo: ['Contact'] },
      IsPrimary: { type: 'boolean' },
    },
  },
  ContentVersion: {
    keyPrefix: '068',
    fields: {
      ...systemFields,
      Title: { type: 'string', maxLength: 255, isRequired: true },
      PathOnClient: { type: 'string', maxLength: 500, isRequired: true },
      VersionData: { type: 'string', maxLength: 50_000_000, isRequired: true },
      FirstPublishLocationId: { type: 'reference', refersTo: ['Task', 'Event', 'Contact', 'Lead'] },
      ContentDocumentId: system('reference'),
    },
  },
  ContentDocument: {
    keyPrefix: '069',
    fields: { ...systemFields, Title: text(255) },
  },
  ContentDocumentLink: {
    keyPrefix: '06A',
    fields: {
      ...systemFields,
      ContentDocumentId: { type: 'reference', refersTo: ['ContentDocument'] },
      LinkedEntityId: { type: 'reference', refersTo: ['Task', 'Event', 'Contact', 'Lead'] },
    },
  },
};

/** The object's schema name whatever the case it was written in: the platform ignores case. */
export function objectNamed(name: string): ObjectName | undefined {
  const wanted = name.toLowerCase();
  return (Object.keys(orgSchema) as ObjectName[]).find((key) => key.toLowerCase() === wanted);
}

/** The field's schema name whatever the case it was written in. */
export function fieldNamed(object: ObjectName, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.keys(orgSchema[object].fields).find((key) => key.toLowerCase() === wanted);
}
