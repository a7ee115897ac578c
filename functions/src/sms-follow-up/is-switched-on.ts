import type { MessageKind } from '@standardiste/shared/contracts/message-events.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';

/** Each kind's switch in the profile, with its default. */
const switches: Readonly<Record<MessageKind, (sms: Profile['sms']) => boolean>> = {
  booked: ({ confirmation }) => confirmation,
  moved: ({ confirmation, moved }) => moved ?? confirmation,
  cancelled: ({ confirmation, cancelled }) => cancelled ?? confirmation,
  reminder: ({ reminder }) => reminder !== undefined,
  'call-back-note': ({ callBackNote }) => callBackNote ?? false,
  'cut-off': ({ cutOff, callBackNote }) => cutOff ?? callBackNote ?? false,
  link: ({ link }) => link ?? true,
  reply: ({ reply }) => reply ?? true,
};

/** Does the profile want messages of this kind? */
export function isSwitchedOn(kind: MessageKind, { sms }: Profile): boolean {
  return switches[kind](sms);
}
