declare module '@echogarden/fvad-wasm' {
  /** The WebRTC voice activity detector in WebAssembly; the package has no types of its own. Addresses are byte offsets. */
  export interface FvadModule {
    readonly HEAP16: Int16Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
    /** A new detector; 0 when there is no memory. */
    _fvad_new(): number;
    _fvad_free(handle: number): void;
    /** 0 is least, 3 most restrictive in what counts as voice. */
    _fvad_set_mode(handle: number, mode: number): number;
    _fvad_set_sample_rate(handle: number, sampleRateHz: number): number;
    /** 1 voice, 0 none, −1 a frame of a length that it does not take. */
    _fvad_process(handle: number, address: number, sampleCount: number): number;
  }
  // eslint-disable-next-line no-restricted-syntax -- the package has no other export
  export default function loadFvad(): Promise<FvadModule>;
}
