import { z } from 'zod';

type TfvarsValue = string | number | boolean | null | readonly TfvarsValue[] | TfvarsObject;
interface TfvarsObject {
  readonly [name: string]: TfvarsValue;
}

/** What of a tfvars file decides the processes' environments. Everything else is terraform's business. */
const schema = z.looseObject({
  project_id: z.string(),
  project_number: z.string(),
  region: z.string().default('europe-west1'),
  database_id: z.string().default('standardiste'),
  edge: z.looseObject({ domain: z.string() }).nullish(),
  relay: z.looseObject({ calls_per_instance: z.number().default(40) }).prefault({}),
  secrets: z.record(z.string(), z.string()).default({}),
  settings: z.record(z.string(), z.string()).default({}),
});
export type Tfvars = z.infer<typeof schema>;

/** Reads a tfvars file: values only, no expressions. @throws Error naming the line, or every entry that is missing or wrong. */
export function readTfvars(text: string): Tfvars {
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`The tfvars file cannot be used:\n${z.prettifyError(parsed.error)}`);
}

/** Comments and line ends, strings, numbers, words, and the signs between them. */
const token =
  /((?:#|\/\/)[^\n]*|[ \t\r]+)|(\n)|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|([={}[\],:])/y;

const literals: Readonly<Record<string, TfvarsValue>> = { true: true, false: false, null: null };

function parse(text: string): TfvarsObject {
  const tokens = tokensOf(text);
  let at = 0;
  const fail = (expected: string): never => {
    const { text: found = 'the end', line = 'last' } = tokens[at] ?? {};
    throw new Error(`The tfvars file, line ${line}: expected ${expected}, not « ${found} »`);
  };
  const skip = (sign: string): boolean => {
    if (tokens[at]?.text !== sign) return false;
    at += 1;
    return true;
  };
  const value = (): TfvarsValue => {
    if (skip('{')) return entries('}');
    if (skip('[')) return list();
    const { text: found = '' } = tokens[at] ?? {};
    if (Object.hasOwn(literals, found)) return take(literals[found] ?? null);
    if (found.startsWith('"')) return take(JSON.parse(found) as string);
    return /^-?\d/.test(found) ? take(Number(found)) : fail('a value');
  };
  const take = (result: TfvarsValue): TfvarsValue => {
    at += 1;
    return result;
  };
  const list = (): TfvarsValue => {
    const items: TfvarsValue[] = [];
    while (!skip(']')) {
      items.push(value());
      skip(',');
    }
    return items;
  };
  const entries = (end: string | undefined): TfvarsObject => {
    const found: Record<string, TfvarsValue> = {};
    while (end === undefined ? at < tokens.length : !skip(end)) {
      const name = tokens[at]?.text ?? fail('a name');
      if (!/^["A-Za-z_]/.test(name)) fail('a name');
      at += 1;
      if (!skip('=') && !skip(':')) fail('=');
      found[name.replaceAll('"', '')] = value();
      skip(',');
    }
    return found;
  };
  return entries(undefined);
}

function tokensOf(text: string): readonly { readonly text: string; readonly line: number }[] {
  const tokens: { text: string; line: number }[] = [];
  let line = 1;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (match === null) {
      throw new Error(
        `The tfvars file, line ${line}: « ${text.slice(from, from + 20)} » is no value`,
      );
    }
    const [all, space, lineEnd] = match;
    if (lineEnd !== undefined) line += 1;
    else if (space === undefined) tokens.push({ text: all, line });
  }
  return tokens;
}
