import type { Profile } from '@standardiste/shared/contracts/profile.ts';

/**
 * Every delay of the conversation, in ms. Where a value is bound to another, the comment names the bound. A profile may replace those of
 * `turnTakingSchema`, a test any of them.
 */
export const defaultTimings = {
  /** The identity of the caller is waited for this long; the disclosure takes longer to say, so nobody notices. */
  identityMs: 2_500,
  /** End of turn after the true end of speech: a plain yes or no where one is expected. */
  yesNoMs: 120,
  /** A plain yes or no to any other question. */
  plainYesNoMs: 200,
  /** « Attendez » : they look for something, and go on when they have it. */
  askedToWaitMs: 12_000,
  /** A sentence that is complete and settled by the recogniser. */
  completeMs: 450,
  /** A complete sentence of which only an interim hypothesis is there; a recogniser's final usually comes before. */
  interimMs: 700,
  /** A hypothesis that is told unchanged so long after the voice ended is whole: recognisers are behind by less. */
  confirmedInterimMs: 140,
  /** The hypothesis is older than the end of the voice: the rest of it is still to come. */
  staleInterimMs: 450,
  /** « et », « euh », an open number: the caller goes on. */
  incompleteMs: 1_600,
  /** However open the words are: so much silence ends the turn. */
  hardStopMs: 12_000,
  /** Between the pairs of a phone number or the letters of an e-mail; callers pause up to 1.2 s there. */
  dictationMs: 2_600,
  /** Voiced all the while, yet no new word for this long: noise, not speech. */
  stuckVoiceMs: 2_000,
  /** Voiced caller audio over the agent's speech before playback is held. */
  bargeInHoldMs: 140,
  /**
   * Voiced caller audio that commits the interruption without a word recognised. Playback is held since long, so this costs the
   * caller nothing; « d'accord », which must not commit, takes 600 ms and its word is known 300 ms later.
   */
  bargeInCommitMs: 1_000,
  /** A held playback without words resumes. */
  bargeInResumeMs: 900,
  /** After the voice ended, the words over a held playback are waited for this long before it resumes. */
  bargeInWordsMs: 300,
  /** « Oui » this long before the end of a read-back was no answer to its question, which takes longer to say. */
  consentOverlapMs: 1_000,
  /** A tool that takes longer is bridged by « Un instant ». */
  fillerMs: 700,
  /** And again when it takes longer still. */
  fillerAgainMs: 4_500,
  /** The calendar's answer to a look-up. */
  lookupMs: 4_000,
  /** Slots that were looked up so long before they are wanted are looked up again: somebody else may have taken them. */
  prefetchFreshMs: 30_000,
  /** The documents' answer to a question; afterwards the caller is told so, and offered an advisor. */
  knowledgeMs: 2_500,
  /** The calendar's answer to a booking; afterwards a confirmation is promised by SMS. */
  bookingMs: 6_000,
  /** Nobody speaks: asked again. */
  silenceMs: 15_000,
  /** Nobody has spoken since the last question: the call ends. */
  giveUpMs: 70_000,
  /** The model's whole answer to one request. */
  modelMs: 12_000,
  /** Said, but no mark came back: the carrier lost it, go on. Counted from the expected end of playback. */
  playbackGraceMs: 5_000,
  /** A caller who speaks for so long without a pause is answered. */
  monologueMs: 60_000,
  /** The longest call; below the socket's own 60 min. */
  callMaxMs: 1_800_000,
  /** So long before its end the caller is told. */
  callWarningMs: 60_000,
  /** What the caller is being asked to agree to at the end may take so long. */
  callExtraMs: 30_000,
  /** Nothing at all happened while somebody should speak: the turn is given up. Longer than any one answer takes to be heard. */
  watchdogMs: 60_000,
} as const;

export type Timings = { readonly [Name in keyof typeof defaultTimings]: number };

/** The timings of a profile's calls; `replaced` wins. */
export function timingsOf(
  { turnTaking = {} }: Pick<Profile, 'turnTaking'>,
  replaced: Partial<Timings> = {},
): Timings {
  const chosen = Object.entries(turnTaking).filter(([, delayMs]) => delayMs !== undefined);
  return { ...defaultTimings, ...Object.fromEntries(chosen), ...replaced };
}
