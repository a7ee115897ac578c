import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { accessRows, formatAccessTable } from './access-table.ts';
import { describeDeployment, readProcesses } from './describe-deployment.ts';

const readme = 'terraform/README.md';
const tableStart = '<!-- access table: written by `node sandbox/src/deployment/main.ts` -->';
const tableEnd = '<!-- end of the access table -->';

/** Every file that is made from the code for terraform, as it should be: path in the repository → text. */
export async function deploymentFiles(repository: string): Promise<ReadonlyMap<string, string>> {
  const processes = await readProcesses(repository);
  const example = await readFile(join(repository, '.env.example'), 'utf8');
  const required = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? '');
  const deployment = describeDeployment(processes, required);
  const json = join(repository, 'terraform/generated/contracts.json');
  const style = { ...(await resolveConfig(json)), filepath: json };
  const table = formatAccessTable(accessRows(processes));
  const current = await readFile(join(repository, readme), 'utf8');
  return new Map([
    ['terraform/generated/contracts.json', await format(JSON.stringify(deployment), style)],
    // terraform's tests plan with these in the place of real bundles, which are not in the repository.
    ...Object.keys(deployment.functions).map((name): [string, string] => [
      `terraform/tests/bundles/${name}.zip`,
      `stands in for the bundle of ${name}\n`,
    ]),
    [readme, withTable(current, table)],
  ]);
}

/** @throws Error when the text has no place for the table. */
function withTable(text: string, table: string): string {
  const start = text.indexOf(tableStart);
  const end = text.indexOf(tableEnd);
  if (start < 0 || end < start) throw new Error(`${readme} lacks the marks of the access table`);
  return `${text.slice(0, start)}${tableStart}\n\n${table}\n\n${text.slice(end)}`;
}

export async function writeDeploymentFiles(repository: string): Promise<readonly string[]> {
  const files = await deploymentFiles(repository);
  for (const [path, text] of files) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  return [...files.keys()];
}
