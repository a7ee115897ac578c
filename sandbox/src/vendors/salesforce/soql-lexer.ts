import { SalesforceError } from './salesforce-error.ts';

export type Token =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'instant'; readonly text: string }
  | { readonly type: 'symbol'; readonly text: string };

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  b: '\b',
};

const patterns = [
  ['instant', /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))?/],
  ['number', /^-?\d+(?:\.\d+)?/],
  ['word', /^[A-Za-z_][A-Za-z0-9_.]*/],
  ['symbol', /^(?:!=|<>|<=|>=|[=<>(),])/],
] as const;

/** Splits SOQL into tokens; a quoted string ends only at a quote that is not escaped. @throws SalesforceError MALFORMED_QUERY. */
export function lexSoql(soql: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = soql;
  for (;;) {
    rest = rest.trimStart();
    if (rest === '') return tokens;
    const next = rest.startsWith("'") ? lexString(rest) : lexPlain(rest);
    tokens.push(next.token);
    rest = rest.slice(next.length);
  }
}

export function malformed(message: string): SalesforceError {
  return new SalesforceError(400, 'MALFORMED_QUERY', message);
}

function lexPlain(rest: string): { token: Token; length: number } {
  for (const [type, pattern] of patterns) {
    const text = pattern.exec(rest)?.[0];
    if (text !== undefined) return { token: { type, text }, length: text.length };
  }
  throw malformed(`unexpected token: '${rest.slice(0, 10)}'`);
}

/** In a LIKE pattern `\%` and `\_` stay escaped, so the text keeps the backslash for them. */
function lexString(rest: string): { token: Token; length: number } {
  let text = '';
  for (let index = 1; index < rest.length; index += 1) {
    const character = rest[index] as string;
    if (character === "'") return { token: { type: 'string', text }, length: index + 1 };
    if (character === '\n' || character === '\r') throw malformed('line break in a string literal');
    if (character !== '\\') {
      text += character;
      continue;
    }
    index += 1;
    const escaped = rest[index] ?? '';
    if (escaped === '%' || escaped === '_') text += '\\' + escaped;
    else if (escapes[escaped] !== undefined) text += escapes[escaped];
    else throw malformed(`Illegal character sequence '\\${escaped}' in string literal`);
  }
  throw malformed('unterminated string literal');
}
