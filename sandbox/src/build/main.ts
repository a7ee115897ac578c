import { resolve } from 'node:path';
import { bundle } from './bundle.ts';
import { findTargets } from './find-targets.ts';
import { zipBundle } from './zip-bundle.ts';

const repository = resolve(import.meta.dirname, '../../..');
const targets = await findTargets(repository);
const wanted = process.argv.slice(2);
const names = targets.map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));

if (wanted.includes('--help') || unknown.length > 0) {
  console.log(`npm run build [-- TARGET…]   bundles for deployment into dist/; without any, all of them
targets: ${names.join(', ') || 'none yet'}`);
  process.exit(wanted.includes('--help') ? 0 : 64);
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1_000)} kB`.padStart(10);
console.log(
  `${'bundle'.padEnd(32)}${'at start'.padStart(10)}${'all code'.padStart(10)}   files       zip`,
);
for (const target of targets) {
  if (wanted.length > 0 && !wanted.includes(target.name)) continue;
  try {
    const { eagerBytes, totalBytes, fileCount } = await bundle(target, repository);
    // The relay goes into an image; what is uploaded of a function is its archive, beside its folder.
    const isFunction = target.name.startsWith('functions/');
    const { outputDirectory } = target;
    const zip = isFunction ? await zipBundle(outputDirectory, `${outputDirectory}.zip`) : undefined;
    console.log(
      `${target.name.padEnd(32)}${kilobytes(eagerBytes)}${kilobytes(totalBytes)}${String(fileCount).padStart(8)}${zip === undefined ? '' : kilobytes(zip)}`,
    );
  } catch (error) {
    // esbuild has written what is wrong, with its place
    console.log(`${target.name.padEnd(32)}    FAILED: ${String(error).split('\n', 1)[0] ?? ''}`);
    process.exitCode = 1;
  }
}
