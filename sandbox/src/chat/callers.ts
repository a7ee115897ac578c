import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { knownCaller, unknownCallerPhone } from '../world/people.ts';
import { schoolProfile } from '../world/school.ts';
import type { ChatOptions } from './chat-options.ts';

const advisor = schoolProfile.advisors.find(
  ({ crmUserId }) => crmUserId === knownCaller.ownerUserId,
);

/** Who calls in the chat, as the CRM would tell. */
export const callers: Readonly<Record<ChatOptions['from'], CallerIdentity>> = {
  known: {
    kind: 'known',
    record: 'contact',
    recordId: knownCaller.contactId,
    firstName: knownCaller.firstName,
    lastName: knownCaller.lastName,
    email: knownCaller.email,
    phone: knownCaller.phone,
    ownerId: knownCaller.ownerUserId,
    advisorId: advisor?.id ?? null,
    nextAppointment: null,
  },
  unknown: { kind: 'unknown', phone: unknownCallerPhone },
  anonymous: { kind: 'anonymous' },
};
