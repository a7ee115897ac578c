import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const workerUrl = /new URL\(\s*(['"])(\.\.?\/[^'"]+)\.ts\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * An esbuild plugin for TypeScript modules that are started by URL rather than imported: `new URL('./x.ts', import.meta.url)`
 * becomes the URL of what starts it, and `found` is told of the file, so that it can be bundled too.
 */
export function workerUrls(found: (file: string) => void): Plugin {
  return {
    name: 'worker-urls',
    setup(build) {
      build.onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = text.replace(workerUrl, (_, quote: string, relative: string) => {
          found(resolve(dirname(path), `${relative}.ts`));
          const name = relative.slice(relative.lastIndexOf('/') + 1);
          return `new URL(${quote}../${name}.cjs${quote}, import.meta.url)`;
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}
