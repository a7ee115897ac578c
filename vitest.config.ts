import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{shared,media-relay,functions,sandbox}/src/**/*.test.ts'] },
});
