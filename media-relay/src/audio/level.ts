/** Nothing is softer than this for us: −90 dBFS is below one step of μ-law. */
export const silenceDbfs = -90;

/** The mean level of the samples (root mean square), in dB below full scale; −90 for silence and for no samples. */
export function levelDbfs(pcm: Int16Array): number {
  let energy = 0;
  for (const sample of pcm) energy += sample * sample;
  if (energy === 0) return silenceDbfs;
  return Math.max(silenceDbfs, 10 * Math.log10(energy / pcm.length / 2 ** 30));
}
