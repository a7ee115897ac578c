import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Comes with every bundle and is run where it is installed: compiles all its modules into `.compile-cache` beside it, so that no
 * start does (NODE_COMPILE_CACHE names that folder). Good for this path and this Node only; with another Node it is ignored. Never
 * fails: a bundle without the cache starts too, only later.
 */
const directory = import.meta.dirname;
const cache = join(directory, '.compile-cache');
enableCompileCache(cache);

const { main } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
  readonly main: string;
};
// The entry is a program, which ends by itself for want of its variables.
spawnSync(process.execPath, [join(directory, main)], {
  env: { NODE_COMPILE_CACHE: cache },
  timeout: 60_000,
});
/** They post to whoever started them, and are for one machine only. */
const isWorker = (name: string): boolean => name.endsWith('-worker.mjs');
const self = 'compile-ahead.mjs';
const modules = readdirSync(directory).filter(
  (name) => name.endsWith('.mjs') && name !== main && name !== self && !isWorker(name),
);
const packages = ['@google-cloud/functions-framework', '@google-cloud/functions-framework/testing'];
await Promise.allSettled(
  [...modules.map((name) => `./${name}`), ...packages].map((name) => import(name)),
);
flushCompileCache();
process.exit(0);
