import { lexSoql, malformed, type Token } from './soql-lexer.ts';

export type Literal = string | number | boolean | null | Date;
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE';
export type Condition =
  | { readonly type: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly type: 'not'; readonly operand: Condition }
  | {
      readonly type: 'compare';
      readonly field: string;
      readonly operator: Comparison;
      readonly value: Literal;
    }
  | {
      readonly type: 'in';
      readonly field: string;
      readonly isNegated: boolean;
      readonly values: readonly Literal[];
    };

export interface OrderTerm {
  readonly field: string;
  readonly isDescending: boolean;
  readonly areNullsLast: boolean;
}

export interface SelectStatement {
  readonly fields: readonly string[];
  readonly object: string;
  readonly where: Condition | undefined;
  readonly orderBy: readonly OrderTerm[];
  readonly limit: number | undefined;
}

const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;

/**
 * Parses `SELECT fields FROM object [WHERE …] [ORDER BY …] [LIMIT n]`, without functions, sub-queries and aggregates.
 * @throws SalesforceError MALFORMED_QUERY, as the platform does, for everything else.
 */
export function parseSoql(soql: string): SelectStatement {
  const tokens = lexSoql(soql);
  const cursor = new Cursor(tokens);
  const select = parseSelect(cursor);
  if (!cursor.isAtEnd) throw malformed(`unexpected token: '${cursor.peek()?.text}'`);
  return select;
}

class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw malformed('unexpected end of the query');
    this.#at += 1;
    return token;
  }

  /** Takes the word or symbol if it comes next. */
  take(text: string): boolean {
    const token = this.peek();
    if (token?.type !== 'word' && token?.type !== 'symbol') return false;
    if (token.text.toUpperCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text))
      throw malformed(`expecting '${text}', found '${this.peek()?.text ?? 'EOF'}'`);
  }

  word(): string {
    const token = this.next();
    if (token.type !== 'word') throw malformed(`unexpected token: '${token.text}'`);
    return token.text;
  }
}

function parseSelect(cursor: Cursor): SelectStatement {
  cursor.expect('SELECT');
  const fields = [cursor.word()];
  while (cursor.take(',')) fields.push(cursor.word());
  cursor.expect('FROM');
  const object = cursor.word();
  const where = cursor.take('WHERE') ? parseOr(cursor) : undefined;
  const orderBy: OrderTerm[] = [];
  if (cursor.take('ORDER')) {
    cursor.expect('BY');
    do orderBy.push(parseOrderTerm(cursor));
    while (cursor.take(','));
  }
  const limit = cursor.take('LIMIT') ? parseLimit(cursor) : undefined;
  return { fields, object, where, orderBy, limit };
}

function parseLimit(cursor: Cursor): number {
  const token = cursor.next();
  if (token.type !== 'number') throw malformed(`unexpected token: '${token.text}'`);
  return Number(token.text);
}

function parseOrderTerm(cursor: Cursor): OrderTerm {
  const field = cursor.word();
  const isDescending = cursor.take('DESC') || (cursor.take('ASC') && false);
  let areNullsLast = false;
  if (cursor.take('NULLS')) {
    areNullsLast = cursor.take('LAST');
    if (!areNullsLast) cursor.expect('FIRST');
  }
  return { field, isDescending, areNullsLast };
}

function parseOr(cursor: Cursor): Condition {
  return parseChain(cursor, 'OR', 'or', () => parseChain(cursor, 'AND', 'and', parseTerm));
}

/** The platform refuses to mix AND and OR without parentheses; so does this, because a missing pair is how injections start. */
function parseChain(
  cursor: Cursor,
  keyword: 'AND' | 'OR',
  type: 'and' | 'or',
  parseOperand: (cursor: Cursor) => Condition,
): Condition {
  const first = parseOperand(cursor);
  const operands = [first];
  while (cursor.take(keyword)) operands.push(parseOperand(cursor));
  if (operands.length === 1) return first;
  const isMixed = operands.some((operand) => operand.type === 'and' && !grouped.has(operand));
  if (type === 'or' && isMixed) throw malformed('unexpected token: OR');
  return { type, operands };
}

/** Conditions that stood in parentheses. */
const grouped = new WeakSet<Condition>();

function parseTerm(cursor: Cursor): Condition {
  if (cursor.take('NOT')) return { type: 'not', operand: parseTerm(cursor) };
  if (cursor.take('(')) {
    const condition = parseOr(cursor);
    cursor.expect(')');
    grouped.add(condition);
    return condition;
  }
  return parseComparison(cursor);
}

function parseComparison(cursor: Cursor): Condition {
  const field = cursor.word();
  const isNegated = cursor.take('NOT');
  if (cursor.take('IN')) return { type: 'in', field, isNegated, values: parseList(cursor) };
  if (isNegated) throw malformed("unexpected token: 'NOT'");
  if (cursor.take('LIKE'))
    return { type: 'compare', field, operator: 'LIKE', value: parseLiteral(cursor) };
  const token = cursor.next();
  const text = token.text === '<>' ? '!=' : token.text;
  const operator = comparisons.find((candidate) => candidate === text);
  if (operator === undefined) throw malformed(`unexpected token: '${token.text}'`);
  return { type: 'compare', field, operator, value: parseLiteral(cursor) };
}

function parseList(cursor: Cursor): readonly Literal[] {
  cursor.expect('(');
  const values = [parseLiteral(cursor)];
  while (cursor.take(',')) values.push(parseLiteral(cursor));
  cursor.expect(')');
  return values;
}

const words: Readonly<Record<string, Literal>> = { TRUE: true, FALSE: false, NULL: null };

function parseLiteral(cursor: Cursor): Literal {
  const token = cursor.next();
  switch (token.type) {
    case 'string':
      return token.text;
    case 'number':
      return Number(token.text);
    case 'instant':
      return new Date(token.text);
    default: {
      const value = words[token.text.toUpperCase()];
      if (value === undefined) throw malformed(`unexpected token: '${token.text}'`);
      return value;
    }
  }
}
