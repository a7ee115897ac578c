import { mayBeMobile } from '@standardiste/shared/contracts/may-be-mobile.ts';
import type { AppointmentOwner } from '@standardiste/shared/contracts/tools.ts';
import type { CallState } from './call-state.ts';

/** Whom an appointment is for: the CRM's record first, then what was said, then the number that calls. */
export function contactOf({ caller, lead, callerPhone }: CallState) {
  const known = caller?.kind === 'known' ? caller : undefined;
  return {
    firstName: known?.firstName ?? lead.firstName,
    lastName: known?.lastName ?? lead.lastName,
    phone: known?.phone ?? lead.phone ?? callerPhone,
    email: known?.email ?? lead.email,
    record: known?.record ?? null,
    recordId: known?.recordId ?? null,
  };
}

/**
 * Whose appointments may be told and changed: those of the number that the carrier shows, and of the record with that number. A
 * number that somebody dictates proves nothing. Undefined when the number is hidden.
 */
export function ownerOf({ caller, callerPhone }: CallState): AppointmentOwner | undefined {
  if (callerPhone === null) return undefined;
  return { phone: callerPhone, recordId: caller?.kind === 'known' ? caller.recordId : null };
}

/** Whether a text message will follow a change: the profile sends them, and the person can receive them. */
export function sendsSms(state: CallState, change: 'booked' | 'moved' | 'cancelled'): boolean {
  const { sms } = state.profile;
  const isOn = {
    booked: sms.confirmation,
    moved: sms.moved ?? sms.confirmation,
    cancelled: sms.cancelled ?? sms.confirmation,
  };
  const { phone } = contactOf(state);
  return isOn[change] && phone !== null && mayBeMobile(phone);
}
