import { createRandom } from '../random.ts';
import { mulawToSample, sampleToMulaw } from './mulaw.ts';

/** Both sounds at once, as long as the longer one, `second` louder or softer by `gainDb` and starting `delayMs` later. */
export function mix(
  first: Uint8Array,
  second: Uint8Array,
  options: { readonly gainDb?: number; readonly delayMs?: number } = {},
): Uint8Array {
  const gain = 10 ** ((options.gainDb ?? 0) / 20);
  const delay = Math.round((options.delayMs ?? 0) * 8);
  return Uint8Array.from({ length: Math.max(first.length, second.length + delay) }, (_, index) =>
    sampleToMulaw(sampleAt(first, index) + gain * sampleAt(second, index - delay)),
  );
}

/** The sound with white noise of `levelDbfs` (root mean square) over it. */
export function addNoise(mulaw8k: Uint8Array, levelDbfs: number, seed = 1): Uint8Array {
  return mix(mulaw8k, whiteNoise(mulaw8k.length / 8, levelDbfs, seed));
}

/** White noise of `levelDbfs` (root mean square), the same for the same seed. */
export function whiteNoise(durationMs: number, levelDbfs: number, seed = 1): Uint8Array {
  const random = createRandom(seed);
  // Uniform noise between −a and a has a root mean square of a/√3.
  const peak = 32_768 * 10 ** (levelDbfs / 20) * Math.sqrt(3);
  return Uint8Array.from({ length: Math.round(durationMs * 8) }, () =>
    sampleToMulaw((2 * random() - 1) * peak),
  );
}

/** The sound with its own echo, `delayMs` later and `attenuationDb` softer. */
export function addEcho(
  mulaw8k: Uint8Array,
  options: { readonly delayMs: number; readonly attenuationDb: number },
): Uint8Array {
  return mix(mulaw8k, mulaw8k, { gainDb: -options.attenuationDb, delayMs: options.delayMs });
}

function sampleAt(mulaw8k: Uint8Array, index: number): number {
  const byte = mulaw8k[index];
  return byte === undefined ? 0 : (mulawToSample[byte] as number);
}
