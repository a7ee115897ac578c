import type { Plugin } from 'esbuild';

/**
 * An esbuild plugin that leaves out zod's messages in fifty languages, a quarter of a megabyte that every process would read before
 * it listens: ours are for operators and in English, which zod imports by itself.
 */
export function oneLocale(): Plugin {
  return {
    name: 'one-locale',
    setup(build) {
      build.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
        contents: "export { default as en } from './en.js';",
      }));
    },
  };
}
