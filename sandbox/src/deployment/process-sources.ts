import { build, type Plugin } from 'esbuild';
import { relative, resolve } from 'node:path';

/**
 * The files of this repository that a deployed process is made of: its entry and everything that it imports, at once or lazily.
 * Paths are relative to the repository, sorted. Packages from outside are left alone, so this takes a few milliseconds.
 */
export async function processSources(repository: string, entryFile: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: [entryFile],
    outdir: resolve(repository, 'dist/never-written'),
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    splitting: true,
    plugins: [outsideIsExternal],
    metafile: true,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs)
    .map((path) => relative(repository, resolve(repository, path)))
    .sort();
}

const outsideIsExternal: Plugin = {
  name: 'outside-is-external',
  setup({ onResolve }) {
    // A bare name is a package; ours are followed by their exports map.
    onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path.startsWith('@standardiste/') ? undefined : { path, external: true },
    );
  },
};
