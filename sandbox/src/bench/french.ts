import { atMost, type BenchPart } from './bench-part.ts';
import { frenchFunctions } from '@standardiste/shared/french/bench/french-functions.ts';
import { hostileTexts } from '@standardiste/shared/french/bench/hostile-texts.ts';

export interface FrenchMeasure {
  name: string;
  /** Median over 500 runs on a turn of 200 characters, after warming up. The budget is 0.2 ms. */
  medianMs: number;
  /** The slowest of all hostile texts of 10,000 characters, warm. The budget is 50 ms. */
  worstHostileMs: number;
}

/** The longest turn of a caller that is usual: days, a bound, a phone number, hesitations. */
const turn =
  "alors euh bonjour je voudrais prendre rendez-vous lundi en huit en début d'après-midi, mais pas avant quatorze heures, et mon numéro c'est le zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre".slice(
    0,
    200,
  );
/** Functions that take something else than a turn. */
const inputs: Readonly<Record<string, string>> = {
  speakEmail: 'jean-pierre.lefevre1992@univ-lille.fr',
};
const runs = 500;
/** The best of these counts: the machine is shared. */
const tries = [1, 2, 3];

/** How fast the functions of French are. `nowMs` is a monotonic clock with fractions of a millisecond. */
export function measureFrench(nowMs: () => number): FrenchMeasure[] {
  const time = (run: () => unknown): number => {
    const startedAt = nowMs();
    run();
    return nowMs() - startedAt;
  };
  return Object.entries(frenchFunctions).map(([name, run]) => {
    const input = inputs[name] ?? turn;
    for (let count = 0; count < runs; count += 1) run(input);
    const times = Array.from({ length: runs }, () => time(() => run(input))).sort((a, b) => a - b);
    const hostile = hostileTexts.map((text) => Math.min(...tries.map(() => time(() => run(text)))));
    return { name, medianMs: times[runs / 2] ?? NaN, worstHostileMs: Math.max(...hostile) };
  });
}

/** `npm run bench -- french`: every function of shared/french, on a usual turn and on hostile input. */
export const frenchPart: BenchPart = {
  name: 'french',
  description: 'understanding and speaking French: time per function',
  run({ nowMs }) {
    const measures = measureFrench(nowMs);
    const slowest = (pick: (measure: FrenchMeasure) => number): number =>
      Math.max(...measures.map(pick));
    return Promise.resolve({
      part: 'french',
      figures: Object.fromEntries(
        measures.flatMap(({ name, medianMs, worstHostileMs }) => [
          [`${name}MedianMs`, medianMs],
          [`${name}WorstHostileMs`, worstHostileMs],
        ]),
      ),
      targets: [
        atMost(
          'slowest median on 200 characters, ms',
          0.2,
          slowest(({ medianMs }) => medianMs),
        ),
        atMost(
          'slowest on 10,000 hostile characters, ms',
          50,
          slowest(({ worstHostileMs }) => worstHostileMs),
        ),
      ],
    });
  },
};
