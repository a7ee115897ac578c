import { parsePhone } from '@standardiste/shared/french/parse-phone.ts';
import type { CallEventOf } from './call-event.ts';
import { clearedCallerTurn } from './call-state.ts';
import { decideCallerTurn } from './decide-turn.ts';
import { cancelTimer, discardPreparation, patch, type Draft } from './draft.ts';
import { expectedAnswer } from './caller-words.ts';
import { takenFrom } from './taken-words.ts';
import { commitInterruption } from './listen.ts';

const yesNoKeys: Readonly<Record<string, string>> = { '1': 'oui', '2': 'non' };
const menuKeys: Readonly<Record<string, string>> = {
  '1': 'Je voudrais prendre rendez-vous.',
  '2': "J'ai une question.",
  '3': "Je voudrais qu'un conseiller me rappelle.",
};
const maxDigits = 15;

/** A key stands for words: yes or no to a read-back, digits of a number that was asked for, a line of the menu otherwise. */
export function onDigit(draft: Draft, event: CallEventOf<'dtmf'>): void {
  const { stage, agentTurn } = draft.state;
  if (stage === 'disclose' || stage === 'identify' || stage === 'close') return;
  if (agentTurn?.isProtected === true && stage !== 'confirm') return;
  // A name cannot be keyed; a person can still be asked for.
  if (stage === 'verify' && event.digit !== '3') return;
  const expected = expectedAnswer(draft.state);
  if (expected === 'yes-no') return answerByKey(draft, yesNoKeys[event.digit]);
  if (expected !== 'phone') return answerByKey(draft, menuKeys[event.digit]);
  const keyedDigits = (draft.state.keyedDigits + event.digit).slice(-maxDigits);
  patch(draft, { keyedDigits });
  const number = keyedDigits.replace(/\D/g, '');
  if (event.digit === '#' || parsePhone(number).isComplete) answerByKey(draft, number);
}

function answerByKey(draft: Draft, text: string | undefined): void {
  if (text === undefined || text === '') return;
  // What is being asked right now is answered; what runs for an answer already given is not disturbed.
  if (draft.state.agentTurn?.isProtected === true || draft.state.pendingTools.length > 0) return;
  commitInterruption(draft);
  if (draft.state.agentTurn !== undefined) {
    // The turn yields when its cut is told; the words wait for that like spoken ones.
    const { callerTurn } = draft.state;
    patch(draft, {
      keyedDigits: '',
      callerTurn: { ...callerTurn, finals: text, interim: '', changedAtMs: draft.atMs },
    });
    return;
  }
  discardPreparation(draft);
  cancelTimer(draft, 'end-of-turn');
  const { callerTurn } = draft.state;
  patch(draft, {
    keyedDigits: '',
    callerTurn: clearedCallerTurn(callerTurn, takenFrom(callerTurn, draft.atMs)),
  });
  const atMs = draft.atMs;
  decideCallerTurn(draft, { text, startedAtMs: atMs, endedAtMs: atMs, stableAtMs: atMs });
}
