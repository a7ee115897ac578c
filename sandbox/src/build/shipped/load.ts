import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

/**
 * Comes with every bundle and loads its modules, with the code cache that `rehearse.mjs` made of them where they are installed.
 * Node's own compile cache is made before a module runs, so it lacks every function that is compiled when it is first called: most
 * of them (Node 24, measured November 2026: loading Firestore's client takes a third longer with it than with this one).
 */
const directory = join(__dirname, 'scripts');
const requireInstalled = require;

/** What esbuild wraps around each module (`wrapper` in bundle.ts). */
type Wrapped = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
  url: string,
) => void;

const modules = new Map<string, { exports: object }>();

/** Every script that has been loaded, by the name of its file. */
export const scripts = new Map<string, Script>();

/** Where the code cache is kept: one file a script, of the same name. */
export const cacheDirectory = join(__dirname, '.code-cache');

/** Runs a module of the bundle, the first time, and gives its exports: `load('index.js')`. */
export function load(name: string): object {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const filename = join(directory, name);
  try {
    const run = compile(name, filename).runInThisContext() as Wrapped;
    run(module.exports, requireBundled, module, filename, directory, pathToFileURL(filename).href);
  } catch (error) {
    modules.delete(name); // Whoever tries again is not to get half of it
    throw error;
  }
  return module.exports;
}

const requireBundled: NodeJS.Require = Object.assign(
  (name: string): unknown => (name.startsWith('./') ? load(name.slice(2)) : requireInstalled(name)),
  requireInstalled,
);

function compile(name: string, filename: string): Script {
  const cachedData = readIfThere(join(cacheDirectory, name));
  const script = new Script(readFileSync(filename, 'utf8'), {
    filename,
    ...(cachedData && { cachedData }),
  });
  scripts.set(name, script);
  if (script.cachedDataRejected === true) warnOfRefusal();
  return script;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // Not rehearsed: it starts all the same, only later.
  }
}

let isWarned = false;

function warnOfRefusal(): void {
  if (isWarned) return;
  isWarned = true;
  process.emitWarning(
    `The code cache is of another Node than ${process.version}, or damaged: the start takes longer. Install the bundle again to make it anew.`,
  );
}
