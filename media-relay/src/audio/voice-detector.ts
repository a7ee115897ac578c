import { fillGaps, noGaps } from './fill-gaps.ts';
import { createFrameSplitter, eachFrame, frameMs } from './frames.ts';
import { decodeMulaw } from './g711.ts';
import { levelDbfs } from './level.ts';
import {
  advanceSpeechDetector,
  quiet,
  type SpeechDetectorSettings,
  type SpeechTransition,
} from './speech-detector.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** Listens to one caller and tells when the voice begins and ends, in media time. Whoever creates it disposes of it. */
export interface VoiceDetector extends Disposable {
  /** The next piece of caller audio, which starts at `mediaMs`. Gaps count as silence. */
  push(mulaw8k: Uint8Array, mediaMs: number): readonly SpeechTransition[];
}

/** Takes over the `voiceActivity` and disposes of it. */
export function createVoiceDetector(
  voiceActivity: VoiceActivity,
  settings?: SpeechDetectorSettings,
): VoiceDetector {
  const splitter = createFrameSplitter();
  let gaps = noGaps;
  let state = quiet;
  let pendingBytes = 0;
  return {
    push(mulaw8k, mediaMs) {
      const continuous = fillGaps(gaps, { mulaw8k, mediaMs });
      gaps = continuous.state;
      const transitions: SpeechTransition[] = [];
      let frameStartMs = continuous.startMs - pendingBytes / 8;
      const whole = splitter.push(continuous.mulaw8k);
      pendingBytes += continuous.mulaw8k.length - whole.length;
      for (const frame of eachFrame(whole)) {
        const pcm8k = decodeMulaw(frame);
        const judged = {
          isVoiced: voiceActivity.isVoiced(pcm8k),
          levelDb: levelDbfs(pcm8k),
          mediaMs: frameStartMs,
        };
        const step = advanceSpeechDetector(state, judged, settings);
        state = step.state;
        if (step.transition) transitions.push(step.transition);
        frameStartMs += frameMs;
      }
      return transitions;
    },
    [Symbol.dispose]: () => voiceActivity[Symbol.dispose](),
  };
}
