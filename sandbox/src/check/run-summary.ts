import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What came of one vitest run, for the command that started it. */
export interface RunSummary {
  readonly passedCount: number;
  /** Failed tests, plus files that could not be loaded and errors outside any test. */
  readonly failedCount: number;
  readonly skippedCount: number;
}

interface SkippedSuite {
  readonly path: string;
  readonly reason: string;
}

const cloudSuite = '.cloud.test.ts';

/**
 * A vitest reporter that names every `*.cloud.test.ts` of which nothing ran, with the reason that the suite gives: the note of
 * `context.skip(note)`, or else what its title says. With `summaryFile` it also leaves a `RunSummary` there.
 */
export function createRunSummaryReporter(options: {
  readonly summaryFile: string | undefined;
  readonly print: (line: string) => void;
}): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      for (const { path, reason } of modules.flatMap(skippedSuite)) {
        options.print(`skipped ${path}: ${reason}`);
      }
      if (options.summaryFile === undefined) return;
      const summary = modules
        .map(summarise)
        .reduce(add, { passedCount: 0, failedCount: unhandledErrors.length, skippedCount: 0 });
      writeFileSync(options.summaryFile, JSON.stringify(summary));
    },
  };
}

function summarise(module: TestModule): RunSummary {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  const failedCount = count('failed');
  const didFailToLoad = failedCount === 0 && module.state() === 'failed';
  return {
    passedCount: count('passed'),
    failedCount: failedCount + (didFailToLoad ? 1 : 0),
    skippedCount: count('skipped'),
  };
}

function skippedSuite(module: TestModule): SkippedSuite[] {
  const path = module.relativeModuleId;
  const tests = [...module.children.allTests()];
  const results = tests.map((test) => test.result());
  if (!path.endsWith(cloudSuite) || results.some(({ state }) => state !== 'skipped')) return [];
  const notes = results.flatMap((result) =>
    result.state === 'skipped' && result.note !== undefined ? [result.note] : [],
  );
  const titles = [...module.children].map((child) => child.name);
  const reasons = new Set(notes.length > 0 ? notes : titles);
  return [{ path, reason: [...reasons].join('; ') || 'it holds no test' }];
}

function add(left: RunSummary, right: RunSummary): RunSummary {
  return {
    passedCount: left.passedCount + right.passedCount,
    failedCount: left.failedCount + right.failedCount,
    skippedCount: left.skippedCount + right.skippedCount,
  };
}
