/** Text to speech. Whoever opens a synthesiser disposes of it. */
export interface Synthesiser extends AsyncDisposable {
  /**
   * Speaks one phrase (whole sentences or clauses, plain French text for the ear, at most 5,000 bytes). Yields μ-law 8 kHz in
   * whole 20 ms frames, as soon as the first ones exist; the last may be padded with silence.
   * @throws VendorFailedError when the vendor fails, also midway; the signal's reason when it aborts.
   */
  synthesise(request: {
    readonly text: string;
    readonly voice: string;
    readonly languageCode: string;
    readonly signal: AbortSignal;
  }): AsyncIterable<Uint8Array>;
}
