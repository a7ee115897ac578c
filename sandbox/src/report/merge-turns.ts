import type { TurnDocument } from '@standardiste/shared/contracts/documents.ts';
import type { TurnLatency } from '@standardiste/shared/contracts/turn-latency.ts';
import type { PlacedCall } from '../world/world-contract.ts';
import type { CallResult } from './call-result.ts';

type Turn = CallResult['turns'][number];

/** Playback begins a little before the relay's own estimate of a turn's start may have it. */
const toleranceMs = 150;

/**
 * Puts the relay's record of the turns beside what the caller really said and heard. Agent utterances belong to the last agent turn
 * that had begun when they started to sound; caller utterances likewise.
 */
export function mergeTurns(turns: readonly TurnDocument[], call: PlacedCall): Turn[] {
  const agentTurns = turns.filter(({ role }) => role === 'agent');
  return turns.map((turn): Turn => {
    if (turn.role === 'caller') return callerTurn(turn, turns, call);
    const next = agentTurns[agentTurns.indexOf(turn) + 1];
    const heard = call.agent.filter(({ startMs }) =>
      isWithin(startMs + call.answeredAtMs, turn, next),
    );
    const response = responseMs(heard[0]?.firstCharacterMs, call);
    const answer = response === undefined ? undefined : response + fillerMs(turn);
    return {
      role: 'agent',
      said: turn.said,
      heard: heard.map(({ text }) => text.trim()).join(' '),
      latency: {
        ...turn.latency,
        ...(response === undefined ? {} : { responseMs: response }),
        ...(answer === undefined ? {} : { answerMs: answer }),
      },
    };
  });
}

function callerTurn(turn: TurnDocument, turns: readonly TurnDocument[], call: PlacedCall): Turn {
  const callerTurns = turns.filter(({ role }) => role === 'caller');
  const next = callerTurns[callerTurns.indexOf(turn) + 1];
  const said = call.caller.filter(({ startMs }) =>
    isWithin(startMs + call.answeredAtMs, turn, next),
  );
  return {
    role: 'caller',
    said: said.map(({ text }) => text).join(' '),
    heard: turn.heard,
    latency: {},
  };
}

function isWithin(atMs: number, turn: TurnDocument, next: TurnDocument | undefined): boolean {
  const isAfterStart = atMs >= turn.startedAt.getTime() - toleranceMs;
  return isAfterStart && (next === undefined || atMs < next.startedAt.getTime() - toleranceMs);
}

/** How much later than the turn's first sound its answer began, as the relay saw it played: 0 where no filler came first. */
function fillerMs({ latency }: TurnDocument): number {
  const { firstSoundHeardMs = 0, firstAudioHeardMs = firstSoundHeardMs } = latency as TurnLatency;
  return Math.max(0, firstAudioHeardMs - firstSoundHeardMs);
}

/** From the end of what the caller said last before this sound, if they said anything since the agent's last turn. */
function responseMs(firstSoundMs: number | undefined, call: PlacedCall): number | undefined {
  if (firstSoundMs === undefined) return undefined;
  const before = call.caller.findLast(({ endMs }) => endMs <= firstSoundMs);
  if (before === undefined) return undefined;
  const spokeBetween = call.agent.some(
    ({ startMs, firstCharacterMs }) => startMs >= before.endMs && firstCharacterMs < firstSoundMs,
  );
  return spokeBetween ? undefined : Math.round(firstSoundMs - before.endMs);
}
