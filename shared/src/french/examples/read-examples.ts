import { readFileSync } from 'node:fs';

/** One line of an examples file. */
export interface Example {
  file: string;
  /** Line number in the file, from 1. */
  line: number;
  columns: readonly string[];
  /** The last `@ …` line above it, without the sign: what holds for the lines below. */
  setting: string;
}

/**
 * The examples of a file in this folder: columns apart by tabs, `#` starts a remark, `@` a setting for the lines below, `↵` in a
 * column is a line break. Made so that a French speaker without a tool but an editor can read and add to them.
 */
export function readExamples(file: string): Example[] {
  const examples: Example[] = [];
  let setting = '';
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8').split('\n');
  for (const [index, raw] of lines.entries()) {
    if (raw.trim() === '' || raw.startsWith('#')) continue;
    if (raw.startsWith('@')) {
      setting = raw.slice(1).trim();
      continue;
    }
    const columns = raw.split('\t').map((column) => column.trim().replaceAll('↵', '\n'));
    examples.push({ file, line: index + 1, columns, setting });
  }
  return examples;
}
