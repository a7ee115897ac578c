import { z } from 'zod';

/**
 * The waterfall of an agent's turn, in the order in which the stages usually pass. Each is counted in ms from the true end of the
 * caller's speech that the turn answers, or from the turn's own start when it answers none (then `endOfTurnMs` is absent). A stage
 * that did not happen is absent; one that had happened before the caller was silent is 0.
 */
export const turnStages = {
  stableInterimMs: 'the recogniser told the words that were answered, for the first time',
  finalMs: 'the recogniser settled them; late finals come after the decision',
  endOfTurnMs: 'the turn was decided to be over',
  firstTokenMs: "the language model's first part came",
  firstPhraseMs: 'the first phrase of the answer went to the voice',
  toolMs: 'the first tool answered',
  firstByteMs: "the voice's first audio of the answer came",
  firstSoundMs: 'the first audio of any kind, a filler too, was sent to the carrier',
  firstSoundHeardMs: 'that audio began to sound at the caller, by marks and the playback clock',
  firstAudioMs: 'the first audio of the answer was sent to the carrier; a filler is no answer',
  firstAudioHeardMs: 'the answer began to sound at the caller',
} as const;

export type TurnStage = keyof typeof turnStages;
export type TurnLatency = { readonly [Stage in TurnStage]?: number };

/** Records of other versions may hold other stages. */
export const turnLatencySchema = z.record(z.string(), z.number());
