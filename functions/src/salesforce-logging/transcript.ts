import type { TurnDocument } from '@standardiste/shared/contracts/documents.ts';

/** What a transcript needs of a turn. */
export type TranscriptTurn = Pick<TurnDocument, 'n' | 'role' | 'said' | 'heard' | 'isInterrupted'>;

const omission = '\n[…]\n';

/**
 * The conversation as both sides heard it, one line a turn: of an interrupted answer only what reached the caller. Longer than
 * `maxLength` it loses its middle, because how a call began and how it ended matter most.
 */
export function writeTranscript(turns: readonly TranscriptTurn[], maxLength: number): string {
  const text = [...turns]
    .sort((a, b) => a.n - b.n)
    .map(writeTurn)
    .filter((line) => line !== undefined)
    .join('\n');
  if (text.length <= maxLength) return text;
  const kept = maxLength - omission.length;
  const head = Math.floor(kept / 3);
  return text.slice(0, head) + omission + text.slice(text.length - (kept - head));
}

function writeTurn({ role, said, heard, isInterrupted }: TranscriptTurn): string | undefined {
  const text = (role === 'agent' ? heard : said).replace(/\s+/g, ' ').trim();
  if (text === '') return undefined;
  const speaker = role === 'agent' ? 'Callbot' : 'Appelant';
  return `${speaker} : ${text}${role === 'agent' && isInterrupted ? ' […]' : ''}`;
}
