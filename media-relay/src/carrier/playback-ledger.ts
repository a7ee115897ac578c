/** One phrase on its way to the caller's ear. */
interface LedgerPhrase {
  readonly turnId: number;
  readonly phraseId: string;
  readonly text: string;
  /** Audio handed to the carrier so far, in ms. */
  readonly sentMs: number;
  /** When the carrier starts to play it, as far as we can tell; undefined until its first audio was sent. */
  readonly startsAtMs: number | undefined;
  /** When the carrier will have played what was sent of it, as far as we can tell. */
  readonly endsAtMs: number | undefined;
  /** How much later than that its mark came back. */
  readonly lateMs: number;
  readonly isComplete: boolean;
  readonly isPlayed: boolean;
}

/**
 * What was sent to the carrier and how much of it the caller has heard. Marks say for sure that a phrase was played; inside a
 * phrase the playback clock (8,000 bytes a second from the moment playback began) gives an estimate that never runs past the
 * truth: audio can be late, never early. Pure; times are the caller's of each function.
 */
export interface PlaybackLedger {
  /** Grows with every cut, so that marks which a `clear` flushed are told from marks that were reached. */
  readonly generation: number;
  readonly phrases: readonly LedgerPhrase[];
  /** When all audio sent so far will have been played. */
  readonly endsAtMs: number;
}

export const emptyLedger: PlaybackLedger = { generation: 1, phrases: [], endsAtMs: 0 };

/** Time between handing audio to the carrier and its first sample at the caller; the estimate of heard text is this much behind. */
const carrierDelayMs = 60;

export function addPhrase(
  ledger: PlaybackLedger,
  phrase: { turnId: number; phraseId: string; text: string },
): PlaybackLedger {
  const entry: LedgerPhrase = {
    ...phrase,
    sentMs: 0,
    startsAtMs: undefined,
    endsAtMs: undefined,
    lateMs: 0,
    isComplete: false,
    isPlayed: false,
  };
  return { ...ledger, phrases: [...ledger.phrases, entry] };
}

/** Notes that `durationMs` of the phrase's audio went to the carrier. */
export function addAudio(
  ledger: PlaybackLedger,
  audio: { phraseId: string; durationMs: number; atMs: number },
): PlaybackLedger {
  const startsAtMs = Math.max(ledger.endsAtMs, audio.atMs);
  const endsAtMs = startsAtMs + audio.durationMs;
  const phrases = ledger.phrases.map((phrase) =>
    phrase.phraseId === audio.phraseId
      ? {
          ...phrase,
          sentMs: phrase.sentMs + audio.durationMs,
          startsAtMs: phrase.startsAtMs ?? startsAtMs,
          endsAtMs,
        }
      : phrase,
  );
  return { ...ledger, phrases, endsAtMs };
}

/** All audio of the phrase was sent; send the returned mark after it. */
export function completePhrase(
  ledger: PlaybackLedger,
  phraseId: string,
): { ledger: PlaybackLedger; markName: string } {
  const phrases = ledger.phrases.map((phrase) =>
    phrase.phraseId === phraseId ? { ...phrase, isComplete: true } : phrase,
  );
  return { ledger: { ...ledger, phrases }, markName: `${ledger.generation}/${phraseId}` };
}

/**
 * A mark came back, at `atMs`; undefined when it was given up, which tells no time. One of an older generation, or of no known phrase,
 * changes nothing.
 */
export function reachMark(
  ledger: PlaybackLedger,
  markName: string,
  atMs: number | undefined,
): { ledger: PlaybackLedger; played: { turnId: number; phraseId: string } | undefined } {
  const slash = markName.indexOf('/');
  const phraseId = markName.slice(slash + 1);
  const index = ledger.phrases.findIndex((phrase) => phrase.phraseId === phraseId);
  const reached = ledger.phrases[index];
  if (Number(markName.slice(0, slash)) !== ledger.generation || reached === undefined) {
    return { ledger, played: undefined };
  }
  const phrases = ledger.phrases.map((phrase, at) =>
    at > index
      ? phrase
      : { ...phrase, isPlayed: true, ...(at === index && { lateMs: latenessMs(phrase, atMs) }) },
  );
  return { ledger: { ...ledger, phrases }, played: { turnId: reached.turnId, phraseId } };
}

/** How late its own mark is. */
function latenessMs(
  { isPlayed, endsAtMs, lateMs }: LedgerPhrase,
  atMs: number | undefined,
): number {
  if (isPlayed || atMs === undefined || endsAtMs === undefined) return lateMs;
  // The mark comes the way back that the audio went.
  return Math.max(0, atMs - endsAtMs - 2 * carrierDelayMs);
}

/** When the caller began to hear the phrase, or will; undefined while nothing of it was sent. */
export function heardFromMs(ledger: PlaybackLedger, phraseId: string): number | undefined {
  const phrase = ledger.phrases.find((each) => each.phraseId === phraseId);
  if (phrase?.startsAtMs === undefined) return undefined;
  return phrase.startsAtMs + carrierDelayMs + phrase.lateMs;
}

/** The text of a turn that the caller has heard by `atMs`: whole phrases by mark, then whole words of the one in play. */
export function heardText(ledger: PlaybackLedger, turnId: number, atMs: number): string {
  const heard: string[] = [];
  for (const phrase of ledger.phrases) {
    if (phrase.turnId !== turnId) continue;
    const part = phrase.isPlayed ? phrase.text : heardPart(phrase, atMs);
    if (part !== '') heard.push(part);
    if (part !== phrase.text) break;
  }
  return heard.join(' ');
}

function heardPart(phrase: LedgerPhrase, atMs: number): string {
  // The length of a phrase still being synthesised is unknown, so what part of its text was played is too.
  if (phrase.startsAtMs === undefined || !phrase.isComplete) return '';
  const playedMs = Math.min(phrase.sentMs, atMs - carrierDelayMs - phrase.startsAtMs);
  if (playedMs <= 0) return '';
  const cutAt = Math.floor((phrase.text.length * playedMs) / phrase.sentMs);
  if (cutAt >= phrase.text.length) return phrase.text;
  const lastSpace = phrase.text.lastIndexOf(' ', cutAt);
  return lastSpace <= 0 ? '' : phrase.text.slice(0, lastSpace);
}

/** The carrier's buffer was cleared: phrases not yet played are as good as unsent, and every mark under way is void. */
export function cutPlayback(
  ledger: PlaybackLedger,
  atMs: number,
): { ledger: PlaybackLedger; unheardPhraseIds: readonly string[] } {
  const unheard = ledger.phrases.filter((phrase) => !phrase.isPlayed);
  const phrases = ledger.phrases.map((phrase) =>
    phrase.isPlayed
      ? phrase
      : { ...phrase, sentMs: 0, startsAtMs: undefined, endsAtMs: undefined, isComplete: false },
  );
  return {
    ledger: { generation: ledger.generation + 1, phrases, endsAtMs: atMs },
    unheardPhraseIds: unheard.map((phrase) => phrase.phraseId),
  };
}

/** Forgets a turn's phrases once its heard text was taken. */
export function forgetTurn(ledger: PlaybackLedger, turnId: number): PlaybackLedger {
  return { ...ledger, phrases: ledger.phrases.filter((phrase) => phrase.turnId !== turnId) };
}

/** True while any phrase of the turn is not yet played. */
export function hasUnplayed(ledger: PlaybackLedger, turnId: number): boolean {
  return ledger.phrases.some((phrase) => phrase.turnId === turnId && !phrase.isPlayed);
}
