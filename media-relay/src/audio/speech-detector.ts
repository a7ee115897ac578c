import { frameMs } from './frames.ts';

/** One 20 ms frame of caller audio, judged. `mediaMs` is when it starts. */
export interface JudgedFrame {
  /** What the voice activity detector says of it. */
  readonly isVoiced: boolean;
  readonly levelDb: number;
  readonly mediaMs: number;
}

/** The caller's voice began or ended, at `mediaMs`: the true moment, which is earlier than the frame upon which it is told. */
export type SpeechTransition =
  | { readonly type: 'voiced-start'; readonly mediaMs: number }
  | { readonly type: 'voiced-end'; readonly mediaMs: number };

export interface SpeechDetectorSettings {
  /** So many of the last `onsetWindow` frames must be voiced before speech begins: a click is no word. */
  readonly onsetFrames: number;
  readonly onsetWindow: number;
  /** Speech ends after this much without voice. Longer than the closure of a plosive and the gap between words. */
  readonly releaseMs: number;
  /** The voice activity detector says « voiced » for so long after the voice; taken off where the level does not tell the end. */
  readonly hangoverMs: number;
  /** Nothing counts as voice at the start of a stream: the detector still learns what silence sounds like there. */
  readonly calibrationMs: number;
  /** A voice stands out of the noise by this much. */
  readonly marginDb: number;
  /** The least level of a voice is kept between these: below is line noise, above is a voice whatever the noise. */
  readonly softestVoiceDb: number;
  readonly loudestThresholdDb: number;
}

export const defaultSpeechDetectorSettings: SpeechDetectorSettings = {
  onsetFrames: 3,
  onsetWindow: 4,
  releaseMs: 120,
  hangoverMs: 100,
  calibrationMs: 100,
  marginDb: 8,
  softestVoiceDb: -50,
  loudestThresholdDb: -26,
};

export interface SpeechDetectorState {
  /** Voiced or not, newest last, at most `onsetWindow` frames. */
  readonly recent: readonly boolean[];
  readonly noiseFloorDb: number;
  readonly startedMs: number | undefined;
  readonly speech:
    | undefined
    | {
        readonly lastVoicedEndMs: number;
        /** Whether the last voiced frame was followed by one that is loud, yet no voice. */
        readonly isCutByDetector: boolean;
        readonly startMs: number;
      };
}

export const quiet: SpeechDetectorState = {
  recent: [],
  noiseFloorDb: -60,
  startedMs: undefined,
  speech: undefined,
};

interface Step {
  readonly state: SpeechDetectorState;
  readonly transition: SpeechTransition | undefined;
}

/** Takes the next frame in media time and tells whether the caller's voice began or ended. Pure; frames must follow each other. */
export function advanceSpeechDetector(
  state: SpeechDetectorState,
  frame: JudgedFrame,
  settings: SpeechDetectorSettings = defaultSpeechDetectorSettings,
): Step {
  const startedMs = state.startedMs ?? frame.mediaMs;
  const isCalibrating = frame.mediaMs - startedMs < settings.calibrationMs;
  const isLoud = frame.levelDb > voiceThresholdDb(state.noiseFloorDb, settings);
  const isVoiced = frame.isVoiced && isLoud && !isCalibrating;
  const next: SpeechDetectorState = {
    ...state,
    startedMs,
    recent: [...state.recent, isVoiced].slice(-settings.onsetWindow),
    noiseFloorDb: followNoise(state.noiseFloorDb, frame.levelDb, riseOf(isVoiced, isCalibrating)),
  };
  return state.speech === undefined
    ? whileQuiet(next, frame, settings)
    : whileSpeaking(next, state.speech, { ...frame, isVoiced, isLoud }, settings);
}

/** The level above which a frame may be voice. */
function voiceThresholdDb(noiseFloorDb: number, settings: SpeechDetectorSettings): number {
  const aboveNoiseDb = noiseFloorDb + settings.marginDb;
  return Math.min(settings.loudestThresholdDb, Math.max(settings.softestVoiceDb, aboveNoiseDb));
}

function whileQuiet(
  state: SpeechDetectorState,
  frame: JudgedFrame,
  settings: SpeechDetectorSettings,
): Step {
  const voicedCount = state.recent.filter(Boolean).length;
  if (voicedCount < settings.onsetFrames) return { state, transition: undefined };
  const framesAgo = state.recent.length - 1 - state.recent.indexOf(true);
  const startMs = frame.mediaMs - framesAgo * frameMs;
  const lastVoicedEndMs = frame.mediaMs + frameMs;
  return {
    state: { ...state, speech: { startMs, lastVoicedEndMs, isCutByDetector: false } },
    transition: { type: 'voiced-start', mediaMs: startMs },
  };
}

function whileSpeaking(
  state: SpeechDetectorState,
  speech: NonNullable<SpeechDetectorState['speech']>,
  frame: JudgedFrame & { readonly isLoud: boolean },
  settings: SpeechDetectorSettings,
): Step {
  const endMs = frame.mediaMs + frameMs;
  if (frame.isVoiced) {
    const voiced = { ...speech, lastVoicedEndMs: endMs, isCutByDetector: false };
    return { state: { ...state, speech: voiced }, transition: undefined };
  }
  const isFirst = frame.mediaMs - speech.lastVoicedEndMs < frameMs;
  const unvoiced = isFirst ? { ...speech, isCutByDetector: frame.isLoud } : speech;
  if (endMs - speech.lastVoicedEndMs < settings.releaseMs)
    return { state: { ...state, speech: unvoiced }, transition: undefined };
  const hangoverMs = unvoiced.isCutByDetector ? settings.hangoverMs : 0;
  return {
    state: { ...state, recent: [], speech: undefined },
    transition: {
      type: 'voiced-end',
      mediaMs: Math.max(speech.startMs + frameMs, speech.lastVoicedEndMs - hangoverMs),
    },
  };
}

/** How fast the noise floor rises, as a share of the way for each frame: within 100 ms at first, half a second later, hardly in a voice. */
function riseOf(isVoiced: boolean, isCalibrating: boolean): number {
  if (isCalibrating) return 0.5;
  return isVoiced ? 0.0005 : 0.04;
}

/** The noise of the line falls to a softer frame within 100 ms. */
function followNoise(noiseFloorDb: number, levelDb: number, rise: number): number {
  const heardDb = Math.max(-70, levelDb);
  return noiseFloorDb + (heardDb - noiseFloorDb) * (heardDb < noiseFloorDb ? 0.2 : rise);
}
