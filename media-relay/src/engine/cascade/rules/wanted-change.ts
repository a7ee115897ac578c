import { chooseOption } from '@standardiste/shared/french/choose-option.ts';
import { detectIntent, type Intent } from '@standardiste/shared/french/intent.ts';
import type { ModelMessage, ModelRequest } from '../../language-model.ts';
import { whichPattern } from './expected-answer.ts';

/** What the caller wants done with an appointment that they have. */
export interface WantedChange {
  readonly goal: 'move' | 'cancel' | null;
  /** Which one, as `list_appointments` named it; null when they have only one, or have not said. */
  readonly appointmentId: string | null;
}

/** After one of these results the caller's wish is done with. */
const ends = new Set(['booked', 'moved', 'cancelled', 'not-found', 'too-late']);
const goals: Readonly<Partial<Record<Intent, 'move' | 'cancel' | 'book'>>> = {
  move: 'move',
  cancel: 'cancel',
  book: 'book',
};

/** Reads from the conversation so far whether an appointment is to be moved or cancelled. Pure. */
export function readWantedChange({ messages, facts }: ModelRequest): WantedChange {
  const from =
    1 + messages.findLastIndex((message, index) => isEnd(message, index, messages.length));
  const latest = messages.slice(from);
  const wish = latest
    .flatMap((message) =>
      message.role === 'caller' ? [goals[detectIntent(message.text).intent]] : [],
    )
    .findLast((goal) => goal !== undefined);
  const goal = wish === 'move' || wish === 'cancel' ? wish : null;
  return { goal, appointmentId: goal === null ? null : namedAppointment(latest, facts) };
}

function isEnd(message: ModelMessage, index: number, count: number): boolean {
  if (message.role !== 'tool') return false;
  const type = (message.result as { readonly type?: unknown } | null)?.type;
  // What has just been declined is still being talked about.
  const isOver = type === 'declined' && message.name === 'cancel_appointment' && index < count - 1;
  return isOver || (typeof type === 'string' && ends.has(type));
}

/** Which of several was named last, after having been asked or on their own: « celui de jeudi ». */
function namedAppointment(
  messages: readonly ModelMessage[],
  { appointments, nowMs, profile }: ModelRequest['facts'],
): string | null {
  if (appointments.length < 2) return null;
  const options = appointments.map(({ startAt }) => ({ startMs: Date.parse(startAt) }));
  let wasAsked = false;
  for (const message of messages) {
    if (message.role === 'agent' && message.text !== '') wasAsked = whichPattern.test(message.text);
    if (message.role !== 'caller' || !wasAsked) continue;
    const chosen = chooseOption(message.text, options, { nowMs, timeZone: profile.timeZone });
    if (typeof chosen === 'number') return String(chosen + 1);
  }
  return null;
}
