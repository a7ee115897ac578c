import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { build, transform, type BuildOptions, type Metafile } from 'esbuild';
import type { BundleTarget } from './find-targets.ts';
import { googleClients } from './google-clients.ts';
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

/** Files that a package reads at run time from beside its own code: source file → files to copy. */
const companions = {
  'node_modules/@echogarden/fvad-wasm/fvad.js': ['fvad.wasm'],
} as const satisfies Record<string, readonly string[]>;

/** Comes with every bundle: file of `shipped/` to its name there. */
const shipped = { 'load.ts': 'load.cjs', 'rehearse-main.ts': 'rehearse.mjs' } as const;

/** Around each script; `load.ts` calls it. */
const wrapper = {
  banner: {
    // Modules are strict, scripts are not
    js: '(function(exports,require,module,__filename,__dirname,importMetaUrl){"use strict";',
  },
  footer: { js: '})' },
} as const;

const common = {
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true,
  // Short identifiers save a seventh of the archive and cost a third more of the time to load the Google clients
  minifySyntax: true,
  metafile: true,
  logLevel: 'error',
} as const satisfies BuildOptions;

/**
 * Bundles one target into its output directory, which is emptied first: minified scripts, split so that what is imported lazily is
 * read lazily, with source maps beside them, a package.json, the functions framework, and what loads all that and compiles it ahead
 * of the first start. Workers started with `new Worker(new URL('./x.ts', import.meta.url))` become entries of their own in the
 * same directory.
 * @throws BuildFailure (esbuild's) when something cannot be resolved or parsed.
 */
export async function bundle(target: BundleTarget, repository: string): Promise<Bundle> {
  const { outputDirectory } = target;
  await rm(outputDirectory, { recursive: true, force: true });
  await mkdir(outputDirectory, { recursive: true });
  const modules = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    const { metafile, entries } = await buildModules(target, repository, modules);
    const scripts = join(outputDirectory, 'scripts');
    const bytes = await buildScripts(modules, metafile, scripts);
    await copyCompanions(metafile, repository, scripts);
    await writeStarts(target, entries);
    await writeShipped(outputDirectory);
    return {
      target,
      eagerBytes: eagerBytes(metafile, target, bytes),
      totalBytes: [...bytes.values()].reduce((sum, each) => sum + each, 0),
      fileCount: bytes.size,
    };
  } finally {
    await rm(modules, { recursive: true, force: true });
  }
}

/**
 * The whole program as ES modules, the only ones that esbuild splits. Workers are found while building, and may start workers
 * themselves: builds again until no new one turns up.
 */
async function buildModules(target: BundleTarget, repository: string, outdir: string) {
  const { entryName, entryFile, framework } = target;
  const entries: Record<string, string> = {
    [entryName]: entryFile,
    ...(framework && { framework: framework.mainFile }),
  };
  for (;;) {
    const workers = new Map<string, string>();
    const { metafile } = await build({
      ...common,
      absWorkingDir: repository,
      entryPoints: entries,
      outdir,
      bundle: true,
      format: 'esm',
      splitting: true,
      keepNames: true, // an error's name, and so its log line, is its class's name
      sourcemap: 'linked',
      chunkNames: '[name]-[hash]',
      plugins: [
        oneLocale(),
        googleClients(),
        lazyPackages(),
        workerUrls((file) => workers.set(basename(file, '.ts'), file)),
      ],
    });
    const missing = [...workers].filter(([name]) => !(name in entries));
    if (missing.length === 0) return { metafile, entries: Object.keys(entries) };
    Object.assign(entries, Object.fromEntries(missing));
  }
}

/**
 * Makes of every module a script that can be loaded with a code cache. Gives the size of each by the module's name.
 * (Modules called .mjs would import each other's default exports as Node does, where CommonJS has none.)
 */
async function buildScripts(modules: string, { outputs }: Metafile, outdir: string) {
  const names = Object.keys(outputs).map((path) => basename(path));
  const scripts = await build({
    ...common,
    ...wrapper,
    absWorkingDir: modules,
    entryPoints: names.filter((name) => name.endsWith('.js')),
    outdir,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
    logOverride: { 'empty-import-meta': 'error' }, // nothing else of it is there
    sourcemap: 'external',
  });
  const written = Object.entries(scripts.metafile.outputs);
  return new Map(
    written
      .filter(([path]) => path.endsWith('.js'))
      .map(([path, { bytes }]) => [basename(path, '.js'), bytes]),
  );
}

async function copyCompanions(metafile: Metafile, repository: string, to: string): Promise<void> {
  for (const [source, files] of Object.entries(companions)) {
    if (!(source in metafile.inputs)) continue;
    for (const file of files) {
      await copyFile(resolve(repository, dirname(source), file), join(to, file));
    }
  }
}

/** What Node is started with: a module of one line for each entry, and the package that names it. */
async function writeStarts(
  { name, entryName, outputDirectory, framework, topic }: BundleTarget,
  entries: readonly string[],
): Promise<void> {
  const write = (file: string, content: string) => writeFile(join(outputDirectory, file), content);
  for (const entry of entries.filter((each) => each !== 'framework')) {
    await write(`${entry}.cjs`, `require('./load.cjs').load('${entry}.js');\n`);
  }
  const everyPackage = { private: true, type: 'commonjs', engines: { node: '24' } };
  const manifest = {
    name: `standardiste-${basename(name)}`,
    ...everyPackage,
    main: `${entryName}.cjs`,
    // Google's buildpack runs this where it has installed a function
    scripts: { 'gcp-build': 'node rehearse.mjs || true' },
    ...(topic !== undefined && { config: { topic } }), // what it is rehearsed with
    ...(framework && { dependencies: { [frameworkName]: 'file:framework' } }),
  };
  await write('package.json', json(manifest));
  if (framework === undefined) return;
  await mkdir(join(outputDirectory, 'framework'));
  await write('framework/start.cjs', frameworkStart);
  await chmod(join(outputDirectory, 'framework/start.cjs'), 0o755);
  await write(
    'framework/package.json',
    json({
      name: frameworkName,
      version: framework.version,
      license: 'Apache-2.0',
      ...everyPackage,
      bin: { 'functions-framework': 'start.cjs' },
    }),
  );
}

/** The platform starts `node_modules/.bin/functions-framework` of the package of this name. */
const frameworkName = '@google-cloud/functions-framework';
const frameworkStart = "#!/usr/bin/env node\nrequire('../load.cjs').load('framework.js');\n";

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function writeShipped(outputDirectory: string): Promise<void> {
  for (const [from, to] of Object.entries(shipped)) {
    const source = await readFile(join(import.meta.dirname, 'shipped', from), 'utf8');
    const format = to.endsWith('.mjs') ? 'esm' : 'cjs';
    const { code } = await transform(source, {
      loader: 'ts',
      platform: 'node',
      target: 'node24',
      format,
    });
    await writeFile(join(outputDirectory, to), code.replace('./load.ts', './load.cjs'));
  }
}

function eagerBytes(
  { outputs }: Metafile,
  { entryName, framework }: BundleTarget,
  bytes: ReadonlyMap<string, number>,
): number {
  const seen = new Set<string>();
  const visit = (path: string): number => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return 0;
    seen.add(path);
    return output.imports
      .filter(({ kind }) => kind === 'import-statement')
      .reduce((sum, imported) => sum + visit(imported.path), bytes.get(basename(path, '.js')) ?? 0);
  };
  const starts = framework === undefined ? [entryName] : [entryName, 'framework'];
  const paths = Object.keys(outputs).filter((path) => starts.includes(basename(path, '.js')));
  return paths.reduce((sum, path) => sum + visit(path), 0);
}
