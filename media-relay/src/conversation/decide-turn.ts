import { detectIntent } from '@standardiste/shared/french/intent.ts';
import { isRecogniserNoise } from '@standardiste/shared/french/noise.ts';
import { askModel } from './ask-model.ts';
import type { HistoryEntry } from './call-state.ts';
import { onConfirmationAnswer } from './confirm.ts';
import {
  noteLatency,
  openTurn,
  patch,
  patchCaller,
  persist,
  remember,
  sayTurn,
  type Draft,
} from './draft.ts';
import { phrases } from './phrases.ts';
import { isSameText } from './caller-words.ts';
import { armSilence } from './silence.ts';

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
  remember(draft, { role: 'caller', text: turn.text });
  persist(draft, {
    role: 'caller',
    said: turn.text,
    heard: turn.text,
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
  if (intent === 'emergency') return sayTurn(draft, phrases.emergency, { countsFromMs });
  if (intent === 'repeat' && draft.state.lastAgentText !== '') {
    return sayTurn(draft, draft.state.lastAgentText, { countsFromMs });
  }
  const { preparation } = draft.state;
  openTurn(draft, {
    countsFromMs,
    takesPreparation: preparation !== undefined && isSameText(preparation.text, turn.text),
  });
  if (draft.state.stage === 'confirm') return onConfirmationAnswer(draft, turn.text);
  patch(draft, { stage: 'converse' });
  askModel(draft);
}

/**
 * The caller goes on although their turn was taken to be over: what is being prepared is dropped. `contains` tells whether the
 * hypothesis in progress repeats the words already taken; if not, they are put before it.
 */
export function reopenCallerTurn(draft: Draft, options: { contains: boolean }): void {
  const turn = draft.state.agentTurn;
  if (turn === undefined || turn.isAudible || turn.isProtected || turn.isAnswer) return;
  if (draft.state.pendingTools.length > 0) return;
  draft.effects.push({ type: 'cut-turn', turnId: turn.turnId });
  const { history, callerTurn } = draft.state;
  const last = history.findLastIndex((entry) => entry.role === 'caller');
  const taken = history[last] as Extract<HistoryEntry, { role: 'caller' }> | undefined;
  if (taken === undefined) return;
  patch(draft, { history: history.filter((_, index) => index !== last) });
  if (options.contains) return;
  patchCaller(draft, { finals: [taken.text, callerTurn.finals].filter(Boolean).join(' ') });
}
