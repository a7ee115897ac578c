import { cutText } from '@standardiste/shared/french/cut-text.ts';
import type { CrmLead } from '../crm.ts';
import { completenessLabels, leadCompleteness } from '../lead-completeness.ts';

export interface LeadDefaults {
  /** The platform demands a company; callers have none. */
  readonly company: string;
  readonly source: string;
}

type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

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

/** An address that does not fit is not cut: half an address is another one. It goes into the description. */
export function fittingEmail(email: string | null): string | undefined {
  return email !== null && email.length <= personLengths.email ? email : undefined;
}

/** A new lead in the platform's own fields, without any that an administrator must add. */
export function plainLead(lead: CrmLead, defaults: LeadDefaults): Fields {
  const fiche = `Fiche : ${completenessLabels[leadCompleteness(lead)]}`;
  return {
    FirstName: cleanName(lead.firstName, personLengths.firstName),
    LastName: cleanName(lead.lastName, personLengths.lastName) ?? 'Inconnu',
    Company: defaults.company,
    LeadSource: defaults.source,
    Phone: lead.phone,
    Email: fittingEmail(lead.email),
    Description: [...leadNotes(lead), fiche].join('\n'),
  };
}

/** The same by the profile's mapping: what has a field of its own is not in the description. Undefined without a mapping. */
export function mappedLead(lead: CrmLead, defaults: LeadDefaults): Fields | undefined {
  const { mapping } = lead;
  if (mapping === undefined) return undefined;
  const { interestField, completenessField, values = {} } = mapping;
  const level = leadCompleteness(lead);
  const notes = [
    ...leadNotes(interestField === undefined ? lead : { ...lead, interest: null }),
    ...(completenessField === undefined ? [`Fiche : ${completenessLabels[level]}`] : []),
  ];
  return {
    ...plainLead(lead, defaults),
    Description: notes.length === 0 ? undefined : notes.join('\n'),
    ...(interestField === undefined ? {} : { [interestField]: lead.interest ?? undefined }),
    ...(completenessField === undefined ? {} : { [completenessField]: level }),
    ...values,
  };
}

/** What has no field: one line each, so that a line that is there already is not written again. */
export function leadNotes(lead: Pick<CrmLead, 'interest' | 'email'>): readonly string[] {
  const isEmailTooLong = lead.email !== null && fittingEmail(lead.email) === undefined;
  return [
    ...(lead.interest === null ? [] : [`Demande au callbot : ${lead.interest}`]),
    ...(isEmailTooLong ? [`E-mail : ${lead.email}`] : []),
  ];
}
