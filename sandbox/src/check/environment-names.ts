import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const packages = ['shared', 'media-relay', 'functions'];
/** One entry of a zod schema that is named like a variable: `LOG_LEVEL: z.enum(…)`, `LLM_MODEL: optional`. */
const schemaEntry = /^\s*([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*): (?:z\b|optional\b)/gm;
const exampleEntry = /^(?:# ?)?([A-Z][A-Z0-9_]*)=/gm;

/** Every environment variable that a schema in the deployed sources reads, sorted. */
export async function findEnvironmentNames(repository: string): Promise<string[]> {
  const names = new Set<string>();
  for (const name of packages) {
    const directory = join(repository, name, 'src');
    for (const path of await readdir(directory, { recursive: true })) {
      if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
      const text = await readFile(join(directory, path), 'utf8');
      for (const found of environmentNamesIn(text)) names.add(found);
    }
  }
  return [...names].sort();
}

export function environmentNamesIn(text: string): string[] {
  return [...text.matchAll(schemaEntry)].map((match) => match[1] ?? '');
}

/** The variables that an example file names, set or commented out, sorted. */
export function explainedNames(example: string): string[] {
  return [...example.matchAll(exampleEntry)].map((match) => match[1] ?? '').sort();
}
