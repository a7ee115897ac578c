import { parseEmail } from '@standardiste/shared/french/parse-email.ts';
import { parseName } from '@standardiste/shared/french/parse-name.ts';
import { parsePhone } from '@standardiste/shared/french/parse-phone.ts';
import type { LeadDraft } from '../conversation/call-state.ts';

/** What the model passes on, in the caller's words. */
export interface LeadWords {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly interest: string | null;
}

/** What the events and tools that carry a lead have room for. */
const maxLengths = { firstName: 40, lastName: 80, interest: 200 } as const;

/** Adds what was understood; `invalid` names the fields whose words make no number, address or name. What was known stays. */
export function mergeLead(
  lead: LeadDraft,
  words: LeadWords,
): { readonly lead: LeadDraft; readonly invalid: readonly string[] } {
  const invalid: string[] = [];
  const phone = words.phone === null ? undefined : parsePhone(words.phone).e164;
  if (words.phone !== null && phone === undefined) invalid.push('phone');
  const email = words.email === null ? undefined : parseEmail(words.email).email;
  if (words.email !== null && email === undefined) invalid.push('email');
  return {
    lead: {
      firstName: cleanName(words.firstName)?.slice(0, maxLengths.firstName) ?? lead.firstName,
      lastName: cleanName(words.lastName)?.slice(0, maxLengths.lastName) ?? lead.lastName,
      phone: phone ?? lead.phone,
      email: email ?? lead.email,
      interest: words.interest?.slice(0, maxLengths.interest) ?? lead.interest,
    },
    invalid,
  };
}

/** What a lead cannot do without. The number the caller calls from will do if none was given. */
export function missingLeadFields(
  lead: LeadDraft,
  callerPhone: string | null,
): readonly ('lastName' | 'phone')[] {
  return [
    ...(lead.lastName === null ? (['lastName'] as const) : []),
    ...(lead.phone === null && callerPhone === null ? (['phone'] as const) : []),
  ];
}

function cleanName(words: string | null): string | undefined {
  if (words === null) return undefined;
  return parseName(words)?.name;
}
