import { detectIntent } from '@standardiste/shared/french/intent.ts';
import { isRecogniserNoise } from '@standardiste/shared/french/noise.ts';
import { appointmentPhrases } from './appointment-phrases.ts';
import { askModel } from './ask-model.ts';
import type { CallState } from './call-state.ts';
import { onConfirmationAnswer } from './confirm.ts';
import { noteLatency, openTurn, patch, persist, remember, sayTurn, type Draft } from './draft.ts';
import { phrases } from './phrases.ts';
import { isSameText } from './caller-words.ts';
import { armSilence } from './silence.ts';
import { hiddenName, readNameAnswer } from './verification.ts';
import { onLastNameSaid } from './verify-caller.ts';

export interface DecidedTurn {
  readonly text: string;
  readonly startedAtMs: number;
  /** True end of the caller's speech. */
  readonly endedAtMs: number;
  /** When the recogniser told these words for the first time. */
  readonly stableAtMs: number;
  /** When it settled them; undefined when they were taken before that. */
  readonly finalAtMs?: number | undefined;
}

/** The caller has finished: what they said goes to whoever leads at this stage. */
export function decideCallerTurn(draft: Draft, turn: DecidedTurn): void {
  if (isRecogniserNoise(turn.text)) return armSilence(draft);
  const isName = readNameAnswer(draft.state, turn.text) === 'name';
  const text = isName ? hiddenName : turn.text;
  if (!isName) remember(draft, { role: 'caller', text });
  persist(draft, {
    role: 'caller',
    said: text,
    heard: text,
    isInterrupted: false,
    startedAtMs: turn.startedAtMs,
    endedAtMs: turn.endedAtMs,
    latency: {},
    sources: [],
  });
  answerCallerTurn(draft, turn);
  noteLatency(draft, 'stableInterimMs', turn.stableAtMs);
  noteLatency(draft, 'endOfTurnMs');
  if (turn.finalAtMs !== undefined) noteLatency(draft, 'finalMs', turn.finalAtMs);
}

function answerCallerTurn(draft: Draft, turn: DecidedTurn): void {
  const countsFromMs = turn.endedAtMs;
  const { intent } = detectIntent(turn.text);
  const nameAnswer = readNameAnswer(draft.state, turn.text);
  if (nameAnswer === 'none-yet') {
    return sayTurn(draft, appointmentPhrases.askLastName, { countsFromMs });
  }
  if (nameAnswer === 'other-wish') patch(draft, { stage: 'converse' });
  if (intent === 'emergency') return sayTurn(draft, phrases.emergency, { countsFromMs });
  if (intent === 'repeat' && draft.state.lastAgentText !== '') {
    return sayTurn(draft, draft.state.lastAgentText, { countsFromMs });
  }
  const { preparation } = draft.state;
  openTurn(draft, {
    countsFromMs,
    takesPreparation: preparation !== undefined && isSameText(preparation.text, turn.text),
  });
  if (nameAnswer === 'name') return onLastNameSaid(draft, turn.text);
  if (draft.state.stage === 'confirm') return onConfirmationAnswer(draft, turn.text);
  patch(draft, { stage: 'converse' });
  askModel(draft);
}

/**
 * The caller goes on although their turn was taken to be over: what answers it is dropped, and the turn was none. False when that
 * comes too late: something of the answer was heard, or takes effect already.
 */
export function reopenCallerTurn(draft: Draft, turnId: number): boolean {
  const { agentTurn: turn, history, pendingTools } = draft.state;
  if (turn?.turnId !== turnId || turn.isAudible || turn.isProtected || turn.isAnswer) return false;
  if (pendingTools.length > 0) return false;
  draft.effects.push({ type: 'cut-turn', turnId });
  const last = history.findLastIndex((entry) => entry.role === 'caller');
  patch(draft, { history: history.filter((_, index) => index !== last) });
  return true;
}

/** What the caller's last turn was taken to say. */
export function lastCallerText({ history }: CallState): string {
  const entry = history.findLast(({ role }) => role === 'caller');
  return entry?.role === 'caller' ? entry.text : '';
}
