import { queryShape, type QueryShape } from '@standardiste/shared/cloud/query-shape.ts';
import type { DocumentFilter, DocumentQuery } from '@standardiste/shared/cloud/document-store.ts';
import ts from 'typescript';

/** A call of `store.query` or `store.watch` in the sources. */
export interface FoundQuery {
  /** `media-relay/src/profiles.ts:45` */
  readonly place: string;
  /** Undefined when the query is not written out where it can be read without running it. */
  readonly shape: QueryShape | undefined;
}

/** Every query of the document store in one source file. */
export function findQueries(file: string, text: string): readonly FoundQuery[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: FoundQuery[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isStoreQuery(node.expression)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const query = readQuery(source, node.arguments[0]);
      found.push({
        place: `${file}:${line + 1}`,
        shape: query === undefined ? undefined : queryShape(query),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `store.query(…)`, `dependencies.store.watch(…)`, `transaction.query(…)`: other things have methods of these names too. */
function isStoreQuery(callee: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(callee) &&
    /^(?:query|watch)$/.test(callee.name.text) &&
    /(?:^|\.)(?:store|transaction)$/.test(callee.expression.getText())
  );
}

function readQuery(source: ts.SourceFile, node: ts.Expression | undefined) {
  const query = literalOf(source, node);
  if (query === undefined || !ts.isObjectLiteralExpression(query)) return undefined;
  const parts = propertiesOf(source, query);
  const collection = textOf(parts.get('collection'));
  const where = recordsOf(source, parts.get('where'));
  const orderBy = recordsOf(source, parts.get('orderBy'));
  if (collection === undefined || where === undefined || orderBy === undefined) return undefined;
  const filters = where.map((filter) => ({
    field: textOf(filter.get('field')),
    operator: textOf(filter.get('operator')),
    value: null,
  }));
  const orders = orderBy.map((order) => ({
    field: textOf(order.get('field')),
    direction: textOf(order.get('direction')) ?? 'asc',
  }));
  if ([...filters, ...orders].some(({ field }) => field === undefined)) return undefined;
  return {
    collection,
    group: parts.get('group')?.kind === ts.SyntaxKind.TrueKeyword,
    where: filters as unknown as DocumentFilter[],
    orderBy: orders as NonNullable<DocumentQuery['orderBy']>,
  } satisfies DocumentQuery;
}

/** The literal behind an expression: without `as const`, and followed to its `const` in the same file, the nearest above it. */
function literalOf(
  source: ts.SourceFile,
  node: ts.Expression | undefined,
): ts.Expression | undefined {
  if (node === undefined) return undefined;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return literalOf(source, node.expression);
  }
  if (!ts.isIdentifier(node)) return node;
  let nearest: ts.Expression | undefined;
  const visit = (candidate: ts.Node): void => {
    if (
      ts.isVariableDeclaration(candidate) &&
      candidate.name.getText() === node.text &&
      candidate.getStart() < node.getStart()
    ) {
      nearest = candidate.initializer;
    }
    ts.forEachChild(candidate, visit);
  };
  visit(source);
  return literalOf(source, nearest);
}

function propertiesOf(
  source: ts.SourceFile,
  object: ts.ObjectLiteralExpression,
): Map<string, ts.Expression> {
  const entries = object.properties.flatMap((property): [string, ts.Expression][] => {
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
    const literal = literalOf(source, value);
    return literal === undefined ? [] : [[property.name?.getText() ?? '', literal]];
  });
  return new Map(entries);
}

/** A list of object literals; an absent list is empty, one that cannot be read is undefined. */
function recordsOf(source: ts.SourceFile, node: ts.Expression | undefined) {
  if (node === undefined) return [];
  if (!ts.isArrayLiteralExpression(node)) return undefined;
  const records: Map<string, ts.Expression>[] = [];
  for (const element of node.elements) {
    const record = literalOf(source, element);
    if (record === undefined || !ts.isObjectLiteralExpression(record)) return undefined;
    records.push(propertiesOf(source, record));
  }
  return records;
}

/** A text, or a template with its variable parts left out: `${paths.call(id)}/tools` is `_/tools`. */
function textOf(node: ts.Expression | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `_${literal.text}`).join('');
}
