import { defineConfig } from 'vitest/config';
import { systemsAtOnce } from './sandbox/src/check/machine-speed.ts';
import { createRunSummaryReporter } from './sandbox/src/check/run-summary.ts';

const packages = '{shared,media-relay,functions,sandbox}/src';
const systemTests = `${packages}/**/*.system{,.cloud}.test.ts`;
const systemCount = systemsAtOnce(() => performance.now());

export default defineConfig({
  test: {
    // Two loaded cores make a fast test slow
    testTimeout: 15_000,
    // google-auth would look for a metadata server and complain
    env: { METADATA_SERVER_DETECTION: 'none' },
    reporters: [
      'default',
      createRunSummaryReporter({
        summaryFile: process.env['RUN_SUMMARY_FILE'],
        print: (line) => console.log(line),
      }),
    ],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: [`${packages}/**/*.test.ts`],
          exclude: ['**/node_modules/**', systemTests],
          sequence: { groupOrder: 1 },
          // Vitest would leave one of two cores idle; many of these wait for emulators and children
          maxWorkers: 3,
        },
      },
      {
        // Whole systems in real time: after everything else, which would take the processor from them
        extends: true,
        test: {
          name: 'system',
          include: [systemTests],
          sequence: { groupOrder: 2 },
          // They mostly wait, but for a processor they must not
          maxWorkers: systemCount,
          maxConcurrency: systemCount === 1 ? 8 : 20,
          testTimeout: 150_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
