import { defineConfig } from 'vitest/config';
import { createRunSummaryReporter } from './sandbox/src/check/run-summary.ts';

export default defineConfig({
  test: {
    include: ['{shared,media-relay,functions,sandbox}/src/**/*.test.ts'],
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
  },
});
