/** What a part of the benchmark found: the one form in which every part reports. */
export interface BenchReport {
  readonly part: string;
  /** Every number measured; units are the last word of the name. */
  readonly figures: Readonly<Record<string, number>>;
  readonly targets: readonly {
    readonly name: string;
    readonly bound: number;
    readonly value: number;
    readonly met: boolean;
  }[];
}

export interface BenchContext {
  /** Takes progress for people. */
  readonly print: (line: string) => void;
  /** A monotonic clock in ms, with fractions. */
  readonly nowMs: () => number;
}

export interface BenchPart {
  readonly name: string;
  /** One line for `--help`. */
  readonly description: string;
  run(context: BenchContext): Promise<BenchReport>;
}

/** A target that a value must not exceed. */
export function atMost(name: string, bound: number, value: number): BenchReport['targets'][number] {
  return { name, bound, value, met: value <= bound };
}

/** A target that a value must reach. */
export function atLeast(
  name: string,
  bound: number,
  value: number,
): BenchReport['targets'][number] {
  return { name, bound, value, met: value >= bound };
}
