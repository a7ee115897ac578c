import { resolve } from 'node:path';
import { writeDeploymentFiles } from './deployment-files.ts';

/** Writes what terraform reads of the code. Run it after a change of topics, functions, variables or queries. */
const repository = resolve(import.meta.dirname, '../../..');
for (const path of await writeDeploymentFiles(repository)) console.log(`wrote ${path}`);
