import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { fixedPhrases } from './conversation/phrases.ts';
import type { VoiceEngine } from './engine/engine.ts';

/** So long the first calls are kept waiting for the fixed phrases; whoever calls then hears them from the vendor. */
const patienceMs = 5_000;

/** Has what is always said the same way spoken before anybody calls. Disposing stops what is under way. */
export interface VoiceKeeper extends Disposable {
  /** The phrases of a profile that is new, or has changed. Nothing is waited for. */
  keep(profile: Profile): void;
  /** The phrases of the first profiles are being spoken, since a few seconds at most. */
  readonly isBusy: boolean;
}

export function createVoiceKeeper(options: {
  readonly engine: VoiceEngine;
  readonly clock: Clock;
}): VoiceKeeper {
  const { engine, clock } = options;
  const over = new AbortController();
  let underWay = 0;
  let patience: Disposable | undefined;
  let isPatient = true;
  return {
    keep(profile) {
      patience ??= clock.schedule(patienceMs, () => (isPatient = false));
      underWay += 1;
      void engine
        .keepPhrases({
          phrases: fixedPhrases(profile),
          voice: profile.voice,
          languageCode: profile.languageCode,
          signal: over.signal,
        })
        .finally(() => (underWay -= 1));
    },
    get isBusy() {
      return isPatient && underWay > 0;
    },
    [Symbol.dispose]() {
      patience?.[Symbol.dispose]();
      over.abort(new Error('The relay is closing'));
    },
  };
}
