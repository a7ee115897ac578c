/** Makes vectors of texts; texts of one meaning lie near to each other, by cosine. */
export interface Embeddings {
  /** How many numbers a vector has. */
  readonly dimensions: number;
  /** Identifies what made the vectors: those of two models cannot be compared. */
  readonly model: string;
  /**
   * One vector for each text, in order.
   * @throws VendorFailedError; the signal's reason when it aborts.
   */
  embed(
    texts: readonly string[],
    use: 'question' | 'document',
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]>;
}
