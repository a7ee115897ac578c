import { phoneHash } from '@standardiste/shared/contracts/phone-hash.ts';
import type { AppointmentOwner } from '@standardiste/shared/contracts/tools.ts';
import type { CalendarEvent } from '../integrations/calendar/calendar.ts';

/** A private property of an event. */
export interface EventProperty {
  readonly key: 'recordId' | 'phoneHash';
  readonly value: string;
}

/**
 * By which private properties an owner's appointments are known: the CRM record, and the hash of the number. None for somebody
 * without either, to whom nothing belongs.
 */
export function ownerProperties(
  { phone, recordId }: AppointmentOwner,
  phoneHashKey: string,
): readonly EventProperty[] {
  const properties: EventProperty[] = [];
  if (recordId !== null) properties.push({ key: 'recordId', value: recordId });
  if (phone !== null) properties.push({ key: 'phoneHash', value: phoneHash(phoneHashKey, phone) });
  return properties;
}

/** Was this event made by us for the owner with these properties? */
export function belongsTo(
  { privateProperties }: CalendarEvent,
  properties: readonly EventProperty[],
): boolean {
  return properties.some(({ key, value }) => privateProperties[key] === value);
}
