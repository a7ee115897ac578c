import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** An error class that names a code. */
export interface ErrorCode {
  readonly code: string;
  readonly className: string;
  /** Relative to the repository. */
  readonly file: string;
}

const packages = ['shared', 'media-relay', 'functions', 'sandbox'];
const errorClass = /class (\w+) extends \w*Error\b/g;
const codeField = /^\s*(?:override\s+)?readonly code(?::\s*[^=;]+)? = (?:'([^']+)'|[^;]*);/m;

/**
 * Every error class in the sources (tests aside) that sets a constant `code`, in the order of their codes.
 * @throws Error when a class sets its code in a way that cannot be read, so that none is overlooked.
 */
export async function findErrorCodes(repository: string): Promise<ErrorCode[]> {
  const found: ErrorCode[] = [];
  for (const name of packages) {
    const directory = join(repository, name, 'src');
    for (const path of await readdir(directory, { recursive: true })) {
      if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
      const text = await readFile(join(directory, path), 'utf8');
      found.push(...errorCodesIn(text, `${name}/src/${path}`));
    }
  }
  return found.sort((a, b) => a.code.localeCompare(b.code));
}

/** The error codes of one source file. @throws Error as `findErrorCodes`. */
export function errorCodesIn(text: string, file: string): ErrorCode[] {
  const classes = [...text.matchAll(errorClass)];
  return classes.flatMap((match, index) => {
    const className = match[1] ?? '';
    const body = text.slice(match.index, classes[index + 1]?.index);
    const field = codeField.exec(body);
    if (field === null) return [];
    if (field[1] === undefined) throw new Error(`${file}: ${className} needs a literal code`);
    return [{ code: field[1], className, file }];
  });
}

/** The codes that a page explains: the first cell of each table row, in backquotes. */
export function explainedCodes(page: string): string[] {
  return [...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
}
