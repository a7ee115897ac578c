import type { CrmLead } from './crm.ts';

/**
 * How much is known of a lead: `complete` when everything that a caller is asked for is there, `sufficient` when an advisor can
 * call and write to a person by name, `partial` when something of that is missing.
 */
export type LeadCompleteness = 'complete' | 'sufficient' | 'partial';

export function leadCompleteness(
  lead: Pick<CrmLead, 'firstName' | 'email' | 'interest'>,
): LeadCompleteness {
  if (isBlank(lead.firstName) || isBlank(lead.email)) return 'partial';
  return isBlank(lead.interest) ? 'sufficient' : 'complete';
}

/** As advisors read it. */
export const completenessLabels = {
  complete: 'complète',
  sufficient: 'suffisante',
  partial: 'partielle',
} as const satisfies Record<LeadCompleteness, string>;

const ranks = ['partial', 'sufficient', 'complete'] as const satisfies readonly LeadCompleteness[];

/** True when a record that is at this level, or that a person has set so, is at least as complete as the other. */
export function isAtLeast(level: string | null | undefined, other: LeadCompleteness): boolean {
  return ranks.findIndex((rank) => rank === level) >= ranks.indexOf(other);
}

function isBlank(text: string | null | undefined): boolean {
  return text == null || text.trim() === '';
}
