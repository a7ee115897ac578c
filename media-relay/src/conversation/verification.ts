import { isBackchannel } from '@standardiste/shared/french/backchannel.ts';
import { detectIntent, type Intent } from '@standardiste/shared/french/intent.ts';
import { appointmentPhrases } from './appointment-phrases.ts';
import type { CallState } from './call-state.ts';
import { patch, patchAgent, say } from './draft.ts';
import { answerTool } from './request-tool.ts';
import { refused, type Runner } from './tool-runner.ts';

/** Whether the appointments of the number that calls stay closed until the caller has said the last name of its record. */
export function isUnverified({ profile, verification }: CallState): boolean {
  return profile.verification === 'last-name' && verification?.step !== 'verified';
}

/** True when the caller could not say it: what needs it is refused for the rest of the call. */
export function isVerificationRefused(state: CallState): boolean {
  return isUnverified(state) && state.verification?.step === 'refused';
}

/** A runner that goes on only with a verified caller; of others the last name is asked first, by code. */
export function onceVerified(run: Runner): Runner {
  return (draft, call) => {
    if (!isUnverified(draft.state)) return run(draft, call);
    const { verification } = draft.state;
    if (verification?.step === 'refused') {
      return answerTool(draft, call, refused('the caller could not be verified'));
    }
    const wrongCount = verification?.step === 'asked' ? verification.wrongCount : 0;
    patch(draft, { stage: 'verify', verification: { step: 'asked', wrongCount, call } });
    answerTool(draft, call, { type: 'verification-needed' });
    patchAgent(draft, { isHandled: true });
    say(draft, appointmentPhrases.askLastName);
  };
}

/** What words after the question for the name are: compared, in place of an answer, or something else that is wanted. */
type NameAnswer = 'name' | 'none-yet' | 'other-wish';

const notNames: Readonly<Partial<Record<Intent, NameAnswer>>> = {
  repeat: 'none-yet',
  wait: 'none-yet',
  emergency: 'other-wish',
  person: 'other-wish',
  'leave-details': 'other-wish',
  goodbye: 'other-wish',
};

/** Reads the answer to the question for the name; undefined when it was not asked. Everything that may be a name is one. */
export function readNameAnswer({ stage }: CallState, text: string): NameAnswer | undefined {
  if (stage !== 'verify') return undefined;
  // « Oui », to « Êtes-vous toujours en ligne ? »
  return isBackchannel(text) ? 'none-yet' : (notNames[detectIntent(text).intent] ?? 'name');
}

/** Stands for the name in the transcript, and the model does not see it at all. */
export const hiddenName = '(nom de famille)';
