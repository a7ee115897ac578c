import type { Clock } from '@standardiste/shared/time/clock.ts';
import { eachFrame } from '../audio/frames.ts';
import { decodeMulaw } from '../audio/g711.ts';
import { levelDbfs } from '../audio/level.ts';
import type { CarrierLink } from '../carrier/carrier.ts';
import {
  addAudio,
  addPhrase,
  completePhrase,
  cutPlayback,
  emptyLedger,
  forgetTurn,
  hasUnplayed,
  heardFromMs,
  heardText,
  reachMark,
  type PlaybackLedger,
} from '../carrier/playback-ledger.ts';

interface Phrase {
  readonly phraseId: string;
  readonly isFiller: boolean;
  readonly audio: Uint8Array[];
  isEnded: boolean;
}

interface Turn {
  readonly turnId: number;
  readonly phrases: Map<string, Phrase>;
  isClosed: boolean;
  /** The phrase whose audio came first, and the first that is no filler. */
  firstPhraseId: string | undefined;
  answerPhraseId: string | undefined;
  heardFrom: HeardFrom;
}

/** When the caller began to hear a turn, ms since the epoch; undefined where nothing was heard. */
export interface HeardFrom {
  /** Any sound of it. */
  readonly soundAtMs: number | undefined;
  /** What is no filler. */
  readonly answerAtMs: number | undefined;
}

/** What was heard of a turn that is over. */
export interface HeardTurn {
  readonly text: string;
  readonly heardFrom: HeardFrom;
}

/** What the voice tells the conversation. */
export interface AgentVoiceListener {
  /** The turn's first audio goes to the carrier, and its first that is no filler. `cameAtMs`: when it came from the voice. */
  audioReady(turnId: number, audio: { isAnswer: boolean; cameAtMs: number }): void;
  played(turnId: number, heard: HeardTurn): void;
}

const nothingHeard: HeardFrom = { soundAtMs: undefined, answerAtMs: undefined };

const mulawBytesPerMs = 8;
/** How long after our voice its echo may still come back: the way to the phone and back, and what the carrier still plays after a clear. */
const echoTailMs = 600;

/**
 * The agent's mouth: hands phrases to the carrier, keeps their audio until they were heard, and knows what was heard. It can be
 * held (silence at once, nothing lost), resumed from the start of the phrase that was cut, or cut for good.
 */
export class AgentVoice implements Disposable {
  readonly #link: CarrierLink;
  readonly #clock: Clock;
  readonly #listener: AgentVoiceListener;
  readonly #graceMs: number;
  #ledger: PlaybackLedger = emptyLedger;
  #turn: Turn | undefined;
  /** Set while playback is held: what had been heard of the turn. */
  #heardAtHold: string | undefined;
  #grace: Disposable | undefined;
  #loudestDb = Number.NEGATIVE_INFINITY;

  constructor(options: {
    link: CarrierLink;
    clock: Clock;
    listener: AgentVoiceListener;
    /** A mark that is this late after the expected end of playback is taken for lost. */
    playbackGraceMs: number;
  }) {
    this.#link = options.link;
    this.#clock = options.clock;
    this.#listener = options.listener;
    this.#graceMs = options.playbackGraceMs;
  }

  startPhrase(
    turnId: number,
    phraseId: string,
    { text, isFiller }: { readonly text: string; readonly isFiller: boolean },
  ): void {
    const phrase = { phraseId, isFiller, audio: [], isEnded: false };
    this.#turnOf(turnId).phrases.set(phraseId, phrase);
    this.#ledger = addPhrase(this.#ledger, { turnId, phraseId, text });
  }

  /** μ-law 8 kHz of a phrase that was started; `cameAtMs` is when it came from the voice. Audio of another turn is dropped. */
  addAudio(
    turnId: number,
    phraseId: string,
    mulaw8k: Uint8Array,
    cameAtMs = this.#clock.now(),
  ): void {
    const turn = this.#turn;
    const phrase = turn?.turnId === turnId ? turn.phrases.get(phraseId) : undefined;
    if (turn === undefined || phrase === undefined) return;
    phrase.audio.push(mulaw8k);
    if (!this.#isHeld) this.#send(phraseId, mulaw8k);
    const isAnswer = !phrase.isFiller && turn.answerPhraseId === undefined;
    if (turn.firstPhraseId !== undefined && !isAnswer) return;
    turn.firstPhraseId ??= phraseId;
    if (isAnswer) turn.answerPhraseId = phraseId;
    this.#listener.audioReady(turnId, { isAnswer, cameAtMs });
  }

  /** No more audio for the phrase, because it is whole or because it failed. */
  endPhrase(turnId: number, phraseId: string): void {
    const phrase = this.#turn?.turnId === turnId ? this.#turn.phrases.get(phraseId) : undefined;
    if (phrase === undefined || phrase.isEnded) return;
    phrase.isEnded = true;
    if (!this.#isHeld) this.#complete(phraseId);
  }

  /** No more phrases in the turn: `played` follows once all was heard, at once if nothing was said. */
  closeTurn(turnId: number): void {
    this.#turnOf(turnId).isClosed = true;
    this.#settle();
  }

  markReached(name: string): void {
    this.#reach(name, this.#clock.now());
  }

  /** Silence at once; what was not heard is kept. */
  hold(): void {
    const turn = this.#turn;
    if (turn === undefined || this.#heardAtHold !== undefined) return;
    this.#heardAtHold = heardText(this.#ledger, turn.turnId, this.#clock.now());
    this.#noteHeardFrom(turn);
    this.#silence();
  }

  /** Plays on from the start of the phrase that was cut. */
  resume(): void {
    if (this.#heardAtHold === undefined) return;
    this.#heardAtHold = undefined;
    for (const { phraseId } of this.#ledger.phrases.filter((phrase) => !phrase.isPlayed)) {
      const phrase = this.#turn?.phrases.get(phraseId);
      for (const mulaw8k of phrase?.audio ?? []) this.#send(phraseId, mulaw8k);
      if (phrase?.isEnded) this.#complete(phraseId);
    }
    this.#settle();
  }

  /** Silences the turn for good and returns what was heard of it. */
  cut(turnId: number): HeardTurn {
    const turn = this.#turn;
    if (turn?.turnId !== turnId) return { text: '', heardFrom: nothingHeard };
    const text = this.#heardAtHold ?? heardText(this.#ledger, turnId, this.#clock.now());
    this.#noteHeardFrom(turn);
    if (this.#heardAtHold === undefined && hasUnplayed(this.#ledger, turnId)) this.#silence();
    this.#forget(turnId);
    return { text, heardFrom: turn.heardFrom };
  }

  [Symbol.dispose](): void {
    this.#grace?.[Symbol.dispose]();
    this.#turn = undefined;
  }

  /** How loud our voice may sound at the caller's end now, or did a moment ago; undefined when none of it does. */
  get echoDb(): number | undefined {
    if (this.#clock.now() > this.#ledger.endsAtMs + echoTailMs) {
      this.#loudestDb = Number.NEGATIVE_INFINITY;
      return undefined;
    }
    return this.#loudestDb;
  }

  get #isHeld(): boolean {
    return this.#heardAtHold !== undefined;
  }

  #turnOf(turnId: number): Turn {
    if (this.#turn?.turnId !== turnId) {
      this.#turn = {
        turnId,
        phrases: new Map(),
        isClosed: false,
        firstPhraseId: undefined,
        answerPhraseId: undefined,
        heardFrom: nothingHeard,
      };
    }
    return this.#turn;
  }

  #send(phraseId: string, mulaw8k: Uint8Array): void {
    this.#link.sendAudio(mulaw8k);
    for (const frame of eachFrame(mulaw8k)) {
      this.#loudestDb = Math.max(this.#loudestDb, levelDbfs(decodeMulaw(frame)));
    }
    const durationMs = mulaw8k.length / mulawBytesPerMs;
    this.#ledger = addAudio(this.#ledger, { phraseId, durationMs, atMs: this.#clock.now() });
  }

  #complete(phraseId: string): void {
    const { ledger, markName } = completePhrase(this.#ledger, phraseId);
    this.#ledger = ledger;
    this.#link.sendMark(markName);
    this.#watchForLostMark();
  }

  #watchForLostMark(): void {
    this.#grace?.[Symbol.dispose]();
    const waitMs = this.#ledger.endsAtMs - this.#clock.now() + this.#graceMs;
    this.#grace = this.#clock.schedule(waitMs, () => {
      const last = this.#ledger.phrases.at(-1);
      if (last !== undefined && !this.#isHeld) {
        this.#reach(completePhrase(this.#ledger, last.phraseId).markName, undefined);
      }
    });
  }

  #reach(markName: string, atMs: number | undefined): void {
    this.#ledger = reachMark(this.#ledger, markName, atMs).ledger;
    this.#settle();
  }

  /** Takes from the ledger since when the turn was heard, before it forgets: what sounds later than now was not heard. */
  #noteHeardFrom(turn: Turn): void {
    const nowMs = this.#clock.now();
    const heardFrom = (phraseId: string | undefined): number | undefined => {
      const fromMs = phraseId === undefined ? undefined : heardFromMs(this.#ledger, phraseId);
      return fromMs === undefined || fromMs > nowMs ? undefined : fromMs;
    };
    const { soundAtMs, answerAtMs } = turn.heardFrom;
    turn.heardFrom = {
      soundAtMs: soundAtMs ?? heardFrom(turn.firstPhraseId),
      answerAtMs: answerAtMs ?? heardFrom(turn.answerPhraseId),
    };
  }

  #silence(): void {
    this.#grace?.[Symbol.dispose]();
    this.#link.clear();
    this.#ledger = cutPlayback(this.#ledger, this.#clock.now()).ledger;
  }

  /** Tells that the turn was played once nothing of it is left to hear. */
  #settle(): void {
    const turn = this.#turn;
    if (turn === undefined || !turn.isClosed || this.#isHeld) return;
    if (hasUnplayed(this.#ledger, turn.turnId)) return;
    const text = heardText(this.#ledger, turn.turnId, this.#clock.now());
    this.#noteHeardFrom(turn);
    this.#forget(turn.turnId);
    this.#listener.played(turn.turnId, { text, heardFrom: turn.heardFrom });
  }

  #forget(turnId: number): void {
    this.#grace?.[Symbol.dispose]();
    this.#ledger = forgetTurn(this.#ledger, turnId);
    this.#heardAtHold = undefined;
    this.#turn = undefined;
  }
}
