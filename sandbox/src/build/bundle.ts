import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { build, transform, type Metafile } from 'esbuild';
import type { BundleTarget } from './find-targets.ts';
import { lazyPackages } from './lazy-packages.ts';
import { oneLocale } from './one-locale.ts';
import { workerUrls } from './worker-urls.ts';

export interface Bundle {
  readonly target: BundleTarget;
  /** What is read before the first line of the program runs: the entry and what it imports statically. */
  readonly eagerBytes: number;
  /** All code, with what is imported later, and workers. */
  readonly totalBytes: number;
  readonly fileCount: number;
}

/** Packages in CommonJS look for these; an ES module has none of them. The names must not meet minified ones. */
const banner = [
  "import{createRequire as bundleCreateRequire}from'node:module'",
  "import{fileURLToPath as bundleFileURLToPath}from'node:url'",
  "import{dirname as bundleDirname}from'node:path'",
  'const require=bundleCreateRequire(import.meta.url)',
  'const __filename=bundleFileURLToPath(import.meta.url)',
  'const __dirname=bundleDirname(__filename)',
  '',
].join(';');

/** Files that a package reads at run time from beside its own code: source file → files to copy. */
const companions = {
  'node_modules/@echogarden/fvad-wasm/fvad.js': ['fvad.wasm'],
} as const satisfies Record<string, readonly string[]>;

const code = /\.mjs$/;

/**
 * Bundles one target into its output directory, which is emptied first: minified ES modules, split so that what is imported
 * lazily is read lazily, with source maps beside them, a package.json, and what compiles them ahead of the first start. Workers started with
 * `new Worker(new URL('./x.ts', import.meta.url))` become entries of their own in the same directory.
 * @throws BuildFailure (esbuild's) when something cannot be resolved or parsed.
 */
export async function bundle(target: BundleTarget, repository: string): Promise<Bundle> {
  const { outputDirectory } = target;
  await rm(outputDirectory, { recursive: true, force: true });
  await mkdir(outputDirectory, { recursive: true });
  const metafile = await buildWithWorkers(target, repository);
  await copyCompanions(metafile, repository, outputDirectory);
  await writeFile(join(outputDirectory, 'package.json'), manifest(target));
  await writeFile(join(outputDirectory, 'compile-ahead.mjs'), await compileAhead());
  const files = Object.entries(metafile.outputs).filter(([path]) => code.test(path));
  return {
    target,
    eagerBytes: eagerBytes(metafile, target),
    totalBytes: files.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    fileCount: files.length,
  };
}

/** Workers are found while building, and may start workers themselves: builds again until no new one turns up. */
async function buildWithWorkers(target: BundleTarget, repository: string): Promise<Metafile> {
  const entryPoints: Record<string, string> = { [target.entryName]: target.entryFile };
  for (;;) {
    const workers = new Map<string, string>();
    const { metafile } = await build({
      absWorkingDir: repository,
      entryPoints,
      outdir: target.outputDirectory,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      splitting: true,
      minifyWhitespace: true,
      // Short identifiers save a seventh of the archive and cost a third more of the time to load the Google clients
      minifySyntax: true,
      keepNames: true, // an error's name, and so its log line, is its class's name
      sourcemap: 'external',
      outExtension: { '.js': '.mjs' },
      chunkNames: '[name]-[hash]',
      banner: { js: banner },
      external: Object.keys(target.installed),
      plugins: [
        oneLocale(),
        lazyPackages(),
        workerUrls((file) => workers.set(basename(file, '.ts'), file)),
      ],
      metafile: true,
      logLevel: 'error',
    });
    const missing = [...workers].filter(([name]) => !(name in entryPoints));
    if (missing.length === 0) return metafile;
    Object.assign(entryPoints, Object.fromEntries(missing));
    await rm(target.outputDirectory, { recursive: true });
  }
}

async function copyCompanions(metafile: Metafile, repository: string, to: string): Promise<void> {
  for (const [source, files] of Object.entries(companions)) {
    if (!(source in metafile.inputs)) continue;
    for (const file of files) {
      await copyFile(resolve(repository, dirname(source), file), join(to, file));
    }
  }
}

async function compileAhead(): Promise<string> {
  const source = await readFile(join(import.meta.dirname, 'compile-ahead.ts'), 'utf8');
  const { code: script } = await transform(source, { loader: 'ts', target: 'node24' });
  return script;
}

function manifest({ name, entryName, installed }: BundleTarget): string {
  const content = {
    name: `standardiste-${basename(name)}`,
    private: true,
    type: 'module',
    main: `${entryName}.mjs`,
    engines: { node: '24' },
    // Google's buildpack runs this where it has installed a function
    scripts: { 'gcp-build': 'node compile-ahead.mjs || true' },
    dependencies: installed,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function eagerBytes({ outputs }: Metafile, { entryName }: BundleTarget): number {
  const entry = Object.keys(outputs).find((path) => path.endsWith(`/${entryName}.mjs`));
  const seen = new Set<string>();
  const visit = (path: string): number => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return 0;
    seen.add(path);
    return output.imports
      .filter(({ kind }) => kind === 'import-statement')
      .reduce((sum, imported) => sum + visit(imported.path), output.bytes);
  };
  return entry === undefined ? 0 : visit(entry);
}
