/** Zero crossings of the filter on each side. */
const halfWidth = 12;
/** Of the lower rate's own limit: leaves room for the filter's slope. */
const cutoff = 0.9;

/** A whole recording at any rate as `pcm8k`, through a windowed-sinc low-pass filter. For recordings, not for streams. */
export function resampleTo8k(pcm: Int16Array, sampleRateHz: number): Int16Array {
  const step = sampleRateHz / 8_000;
  const bandwidth = cutoff * Math.min(1, 1 / step);
  const reach = halfWidth / bandwidth;
  return Int16Array.from({ length: Math.floor(pcm.length / step) }, (_, index) => {
    const centre = index * step;
    let sum = 0;
    let weights = 0;
    for (let at = Math.ceil(centre - reach); at <= centre + reach; at += 1) {
      const weight = filter((at - centre) * bandwidth);
      weights += weight;
      sum += weight * (pcm[at] ?? 0);
    }
    return Math.max(-32_768, Math.min(32_767, Math.round(sum / weights)));
  });
}

function filter(x: number): number {
  const window = Math.cos((Math.PI * x) / (2 * halfWidth)) ** 2;
  return x === 0 ? 1 : (window * Math.sin(Math.PI * x)) / (Math.PI * x);
}
