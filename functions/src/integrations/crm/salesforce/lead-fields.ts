import { cutText } from '@standardiste/shared/french/cut-text.ts';
import type { CrmLead } from '../crm.ts';
import {
  completenessLabels,
  leadCompleteness,
  type LeadCompleteness,
} from '../lead-completeness.ts';

export interface LeadDefaults {
  /** The platform demands a company; callers have none. */
  readonly company: string;
  readonly source: string;
}

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Lengths of the lead's and the contact's fields (field reference). */
export const personLengths = {
  firstName: 40,
  lastName: 80,
  email: 80,
  description: 32_000,
} as const;

/** A name on one line and within its field, without what no keyboard types. */
export function cleanName(text: string | null, maxLength: number): string | undefined {
  const line = (text ?? '').replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  return line === '' ? undefined : cutText(line, maxLength);
}

/** What the platform takes (it wants no quotes, spaces or accents); what it still refuses is found by its answer. */
const emailPattern = /^[A-Za-z0-9._%+'-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/;

/** An address that does not fit is not cut: half an address is another one. It goes into the description. */
export function fittingEmail(email: string | null): string | undefined {
  if (email === null || email.length > personLengths.email) return undefined;
  return emailPattern.test(email) ? email : undefined;
}

/** A new lead in the platform's own fields, without any that an administrator must add. */
export function plainLead(lead: CrmLead, defaults: LeadDefaults): Fields {
  return {
    FirstName: cleanName(lead.firstName, personLengths.firstName),
    LastName: cleanName(lead.lastName, personLengths.lastName) ?? 'Inconnu',
    Company: defaults.company,
    LeadSource: defaults.source,
    Phone: lead.phone,
    Email: fittingEmail(lead.email),
    Description: [...leadNotes(lead), levelNote(leadCompleteness(lead))].join('\n'),
  };
}

/** The same fields for an org that refuses the address as none: then it is a note. */
export function withEmailAsNote(fields: Fields): Fields {
  const { Email, Description, ...rest } = fields;
  if (typeof Email !== 'string') return fields;
  const notes = [Description, emailNote(Email)].filter((text) => text !== undefined);
  return { ...rest, Description: notes.join('\n') };
}

/** The same by the profile's mapping: what has a field of its own is not in the description. Undefined without a mapping. */
export function mappedLead(lead: CrmLead, defaults: LeadDefaults): Fields | undefined {
  const { mapping } = lead;
  if (mapping === undefined) return undefined;
  const { interestField, completenessField, values = {} } = mapping;
  const level = leadCompleteness(lead);
  const notes = [
    ...leadNotes(interestField === undefined ? lead : { ...lead, interest: null }),
    ...(completenessField === undefined ? [levelNote(level)] : []),
  ];
  return {
    ...plainLead(lead, defaults),
    Description: notes.length === 0 ? undefined : notes.join('\n'),
    ...(interestField === undefined ? {} : { [interestField]: lead.interest ?? undefined }),
    ...(completenessField === undefined ? {} : { [completenessField]: level }),
    ...values,
  };
}

const interestPrefix = 'Demande au callbot : ';
const levelPrefix = 'Fiche : ';

/** What has no field: one line each, so that a line that is there already is not written again. */
export function leadNotes(lead: Pick<CrmLead, 'interest' | 'email'>): readonly string[] {
  const isEmailLeftOut = lead.email !== null && fittingEmail(lead.email) === undefined;
  const interest = cleanName(lead.interest, personLengths.description);
  return [
    ...(interest === undefined ? [] : [`${interestPrefix}${interest}`]),
    ...(isEmailLeftOut ? [emailNote(lead.email)] : []),
  ];
}

function emailNote(email: string): string {
  return `E-mail : ${cleanName(email, 254) ?? ''}`;
}

function levelNote(level: LeadCompleteness): string {
  return `${levelPrefix}${completenessLabels[level]}`;
}

/** The interest that an earlier call has put into the description. */
export function notedInterest(description: string | null | undefined): string | null {
  const line = (description ?? '').split('\n').find((each) => each.startsWith(interestPrefix));
  return line?.slice(interestPrefix.length) ?? null;
}

/** The description with the notes that it lacks, and the level in place of an earlier one. */
export function completedDescription(
  description: string | null | undefined,
  notes: readonly string[],
  level: LeadCompleteness | undefined,
): string {
  const before = (description ?? '').split('\n').filter((line) => line !== '');
  const isLevel = (line: string): boolean => line.startsWith(levelPrefix);
  const kept = level === undefined ? before : before.filter((line) => !isLevel(line));
  const added = notes.filter((note) => !kept.includes(note));
  return [...kept, ...added, ...(level === undefined ? [] : [levelNote(level)])].join('\n');
}
