import { createFrameSplitter } from '../../../audio/frames.ts';
import { encodeMulaw } from '../../../audio/g711.ts';
import { createResampler } from '../../../audio/resample.ts';
import { toPcm } from '../../../audio/wav.ts';

/** An encoding that Google streams, and how it becomes μ-law 8 kHz in whole frames. */
export interface SynthesisFormat {
  readonly audioEncoding: 'MULAW' | 'PCM';
  readonly sampleRateHertz: number;
  /** A decoder for one phrase. */
  readonly open: () => SynthesisDecoder;
}

export interface SynthesisDecoder {
  /** Whole frames, possibly none. Pieces may be cut anywhere, within a sample too. */
  push(piece: Uint8Array): Uint8Array;
  /** The rest, padded with silence. */
  flush(): Uint8Array;
}

/** What the telephone wants: nothing to convert. */
export const mulawFormat: SynthesisFormat = {
  audioEncoding: 'MULAW',
  sampleRateHertz: 8_000,
  open: createFrameSplitter,
};

/** What every streaming voice offers, for endpoints that refuse μ-law (older documentation lists only PCM and Opus). */
export const pcmFormat: SynthesisFormat = {
  audioEncoding: 'PCM',
  sampleRateHertz: 24_000,
  open: openPcmDecoder,
};

function openPcmDecoder(): SynthesisDecoder {
  const resampler = createResampler(24_000, 8_000);
  const splitter = createFrameSplitter();
  let rest: Uint8Array = new Uint8Array(0);
  return {
    push(piece) {
      const bytes = rest.length === 0 ? piece : Uint8Array.of(...rest, ...piece);
      const wholeBytes = bytes.length & ~1;
      rest = bytes.slice(wholeBytes);
      return splitter.push(encodeMulaw(resampler.push(toPcm(bytes.subarray(0, wholeBytes)))));
    },
    flush() {
      const frames = splitter.push(encodeMulaw(resampler.flush()));
      const last = splitter.flush();
      const joined = new Uint8Array(frames.length + last.length);
      joined.set(frames);
      joined.set(last, frames.length);
      return joined;
    },
  };
}
