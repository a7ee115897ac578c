import loadFvad from '@echogarden/fvad-wasm';
import { frameBytes } from './frames.ts';

/** Tells voice from other sound, frame by frame, for one call. Holds memory outside the heap: dispose of it. */
export interface VoiceActivity extends Disposable {
  /** Whether a 20 ms frame (160 samples of `pcm8k`) is voice. @throws TypeError for another length, or after disposal. */
  isVoiced(pcm8k: Int16Array): boolean;
}

export interface VoiceActivityFactory {
  open(): VoiceActivity;
}

/** 0 to 3. At 2 noise of −30 dBFS is rejected after its first 100 ms and French speech found as well as at 0 (89 against 90 %). */
const mode = 2;

/**
 * Loads the WebRTC voice activity detector: one WebAssembly instance for the process, some ms to load, 1.3 µs a frame. Calls open
 * their own state in it.
 */
export async function loadVoiceActivity(): Promise<VoiceActivityFactory> {
  const fvad = await loadFvad();
  const address = fvad._malloc(frameBytes * Int16Array.BYTES_PER_ELEMENT);
  return {
    open() {
      let handle = fvad._fvad_new();
      if (handle === 0) throw new RangeError('No memory is left for another voice detector');
      fvad._fvad_set_sample_rate(handle, 8_000);
      fvad._fvad_set_mode(handle, mode);
      return {
        isVoiced(pcm8k) {
          if (handle === 0) throw new TypeError('The voice detector was disposed of');
          if (pcm8k.length !== frameBytes)
            throw new TypeError(`Expected ${frameBytes} samples, got ${pcm8k.length}`);
          // The instance may grow its memory, which replaces HEAP16: look it up each time.
          fvad.HEAP16.set(pcm8k, address / Int16Array.BYTES_PER_ELEMENT);
          return fvad._fvad_process(handle, address, pcm8k.length) === 1;
        },
        [Symbol.dispose]() {
          if (handle !== 0) fvad._fvad_free(handle);
          handle = 0;
        },
      };
    },
  };
}
