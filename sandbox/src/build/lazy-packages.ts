import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

const namespace = 'lazy-package';
const bareSpecifier = /^[^./]/;
const identifier = /^[A-Za-z_$][\w$]*$/;

/**
 * An esbuild plugin that gives `await import('package')` the same names as in Node. Of a CommonJS package that is split off,
 * esbuild keeps the default export only; Node also finds the named ones. So Node is asked for the names, once, while building.
 */
export function lazyPackages(): Plugin {
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: bareSpecifier }, async ({ kind, path, importer, resolveDir }) => {
        if (kind !== 'dynamic-import' || importer.includes('/node_modules/')) return undefined;
        const resolved = await build.resolve(path, { kind: 'import-statement', resolveDir });
        const isPackage = resolved.path.includes('/node_modules/') && !resolved.external;
        return isPackage ? { path: resolved.path, namespace } : resolved;
      });
      build.onLoad({ filter: /./, namespace }, async ({ path }) => {
        const loaded = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
        return { contents: reExport(path, Object.keys(loaded)), resolveDir: dirname(path) };
      });
    },
  };
}

function reExport(path: string, names: readonly string[]): string {
  const from = JSON.stringify(path);
  const isCommonJs = names.includes('module.exports');
  const named = names.filter((name) => identifier.test(name));
  if (!isCommonJs) return `export { ${named.join(', ')} } from ${from};`;
  const list = named.filter((name) => name !== 'default').join(', ');
  return `const all = require(${from}); export default all; export const { ${list} } = all;`;
}
