import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';

/** Who the school's CRM knows. Numbers are from the ranges that ARCEP keeps for fiction. */
export const knownCaller = {
  contactId: '0035i000001BBBBAA1',
  firstName: 'Camille',
  lastName: 'Moreau',
  phone: '+33639980001',
  email: 'camille.moreau@exemple.example',
  ownerUserId: '0055i000001AAAAAA1',
} as const;

/** The known caller as the relay learns of her from the CRM. */
export const camille = {
  kind: 'known',
  record: 'contact',
  recordId: knownCaller.contactId,
  firstName: knownCaller.firstName,
  lastName: knownCaller.lastName,
  email: null,
  phone: knownCaller.phone,
  ownerId: knownCaller.ownerUserId,
  advisorId: 'sophie',
  nextAppointment: null,
} as const satisfies CallerIdentity;

/** Has an appointment, and calls to move it. */
export const movingCaller = {
  contactId: '0035i000001BBBBAA2',
  firstName: 'Julie',
  lastName: 'Bernard',
  phone: '+33639980011',
  email: 'julie.bernard@exemple.example',
  ownerUserId: '0055i000001AAAAAA1',
} as const;

/** Has an appointment, and calls to cancel it. */
export const withdrawingCaller = {
  contactId: '0035i000001BBBBAA3',
  firstName: 'Hugo',
  lastName: 'Fontaine',
  phone: '+33639980012',
  email: 'hugo.fontaine@exemple.example',
  ownerUserId: '0055i000001AAAAAA1',
} as const;

/** Books by phone, and changes it by text message. */
export const textingCaller = {
  contactId: '0035i000001BBBBAA4',
  firstName: 'Nora',
  lastName: 'Girard',
  phone: '+33639980013',
  email: 'nora.girard@exemple.example',
  ownerUserId: '0055i000001AAAAAA2',
} as const;

/** A number that the CRM does not know. */
export const unknownCallerPhone = '+33639980042';
