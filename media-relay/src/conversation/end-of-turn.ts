import { isIncomplete, type ExpectedSlot } from '@standardiste/shared/french/incomplete.ts';
import { parseYesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import type { Timings } from './timings.ts';

/**
 * How much silence after the caller's last sound ends their turn, in ms, judged by what they said and what was asked: a plain
 * « oui » to a question ends at once, an open number waits.
 */
export function endOfTurnSilenceMs(options: {
  readonly text: string;
  /** `final`: the recogniser has settled all of it. `stale`: a hypothesis from before the voice ended. */
  readonly settled: 'final' | 'interim' | 'stale';
  readonly expected: ExpectedSlot | undefined;
  readonly timings: Timings;
}): number {
  const { text, settled, expected, timings } = options;
  if (isIncomplete(text, expected)) {
    return expected === 'phone' || expected === 'email' || expected === 'spelling'
      ? timings.dictationMs
      : timings.incompleteMs;
  }
  if (expected === 'yes-no' && parseYesNo(text) !== 'unclear') {
    return settled === 'stale' ? timings.staleInterimMs : timings.yesNoMs;
  }
  return settled === 'final' ? timings.completeMs : timings.interimMs;
}
