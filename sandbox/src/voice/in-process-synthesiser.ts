import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { FaultPlan } from '../vendors/faults.ts';
import { speak } from './speak.ts';

/** When synthesised audio arrives. */
export interface SynthesisTiming {
  readonly firstByteMs: number;
  /** How much audio comes at once; whole 20 ms frames. */
  readonly chunkMs: number;
  /** How many times faster than it is spoken. */
  readonly speedFactor: number;
}

/** Google's streaming voices, roughly. */
export const promptSynthesis: SynthesisTiming = { firstByteMs: 120, chunkMs: 200, speedFactor: 8 };

/** The same shape as the relay's port; the sandbox does not import the relay. */
export interface InProcessSynthesiser extends AsyncDisposable {
  synthesise(request: {
    readonly text: string;
    readonly voice: string;
    readonly languageCode: string;
    readonly signal: AbortSignal;
  }): AsyncIterable<Uint8Array>;
  /**
   * Operation `streamingSynthesize`. `error` fails before the first audio, `cut` after half of it, `hang` gives none until the
   * signal aborts.
   */
  readonly faults: FaultPlan;
  /** Every text it was asked to speak. */
  readonly spoken: readonly string[];
}

/** A synthesiser without a network, for tests in virtual time: it speaks with the text-bearing voice. */
export function createInProcessSynthesiser(options: {
  readonly clock: Clock;
  readonly timing?: Partial<SynthesisTiming>;
}): InProcessSynthesiser {
  const timing = { ...promptSynthesis, ...options.timing };
  const { clock } = options;
  const faults = new FaultPlan();
  const spoken: string[] = [];
  return {
    faults,
    spoken,
    async *synthesise({ text, signal }) {
      signal.throwIfAborted();
      const fault = faults.next('streamingSynthesize');
      spoken.push(text);
      await sleep(clock, timing.firstByteMs + (fault?.latencyMs ?? 0), signal);
      if (fault?.kind.startsWith('hang') === true) await aborted(signal);
      if (fault?.kind.startsWith('error') === true) throw failure(`answers ${fault.status}`);
      const audio = speak(text);
      const cutBytes = fault?.kind === 'cut' ? audio.length / 2 : audio.length;
      const chunkBytes = timing.chunkMs * 8;
      for (let at = 0; at < audio.length; at += chunkBytes) {
        if (at >= cutBytes) throw failure('was cut');
        yield audio.subarray(at, at + chunkBytes);
        await sleep(clock, timing.chunkMs / timing.speedFactor, signal);
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function failure(what: string): VendorFailedError {
  return new VendorFailedError(`The synthesiser ${what}`, {
    vendor: 'in-process',
    retryable: true,
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
