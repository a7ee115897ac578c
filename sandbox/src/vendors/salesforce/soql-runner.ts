import {
  fieldNamed,
  objectNamed,
  orgSchema,
  type FieldDefinition,
  type ObjectName,
} from './org-schema.ts';
import { toLongId } from './record-id.ts';
import type { OrgRecord, RecordTable } from './record-table.ts';
import { SalesforceError } from './salesforce-error.ts';
import { malformed } from './soql-lexer.ts';
import type { Condition, Literal, OrderTerm, SelectStatement } from './soql-parser.ts';

/** Where a field path such as `Owner.Name` leads. */
interface ResolvedField {
  readonly definition: FieldDefinition;
  read(record: OrgRecord): unknown;
}

/** Records that match, shaped as the REST API answers them. @throws SalesforceError INVALID_TYPE, INVALID_FIELD. */
export function runSoql(
  table: RecordTable,
  select: SelectStatement,
  { withDeleted = false }: { readonly withDeleted?: boolean } = {},
): readonly object[] {
  const object = objectNamed(select.object);
  if (object === undefined) {
    const message = `sObject type '${select.object}' is not supported.`;
    throw new SalesforceError(400, 'INVALID_TYPE', message);
  }
  if (object === 'ContentDocumentLink' && !namesItsEntity(select.where)) {
    const message =
      'Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator';
    throw new SalesforceError(400, 'MALFORMED_QUERY', message);
  }
  const fields = select.fields.map((path) => ({ path, field: resolve(table, object, path) }));
  const matches = select.where === undefined ? () => true : compile(table, object, select.where);
  const records = withDeleted ? table.allWithDeleted(object) : table.all(object);
  const found = records.filter(matches);
  found.sort(
    compareBy(select.orderBy.map((term) => ({ term, field: resolve(table, object, term.field) }))),
  );
  return found.slice(0, select.limit ?? 2_000).map((record) => project(object, fields, record));
}

function namesItsEntity(where: Condition | undefined): boolean {
  if (where?.type === 'and') return where.operands.some(namesItsEntity);
  if (where?.type !== 'compare' || where.operator !== '=') return false;
  return ['contentdocumentid', 'linkedentityid'].includes(where.field.toLowerCase());
}

function resolve(table: RecordTable, object: ObjectName, path: string): ResolvedField {
  const dot = path.indexOf('.');
  if (dot < 0) return resolveOwn(object, path);
  const relationship = path.slice(0, dot);
  const name = fieldNamed(object, `${relationship}Id`);
  const target = name === undefined ? undefined : orgSchema[object].fields[name]?.refersTo?.[0];
  if (name === undefined || target === undefined) {
    throw new SalesforceError(
      400,
      'INVALID_FIELD',
      `Didn't understand relationship '${relationship}' in field path.`,
    );
  }
  const beyond = resolve(table, target, path.slice(dot + 1));
  return {
    definition: beyond.definition,
    read(record) {
      const id = record.fields[name];
      const next = typeof id === 'string' ? table.get(target, id) : undefined;
      return next === undefined ? null : beyond.read(next);
    },
  };
}

function resolveOwn(object: ObjectName, path: string): ResolvedField {
  const name = fieldNamed(object, path);
  const definition = name === undefined ? undefined : orgSchema[object].fields[name];
  if (name === undefined || definition === undefined) {
    throw new SalesforceError(
      400,
      'INVALID_FIELD',
      `No such column '${path}' on entity '${object}'.`,
    );
  }
  const blank = name === 'IsDeleted' ? false : null;
  return { definition, read: (record) => record.fields[name] ?? blank };
}

function compile(
  table: RecordTable,
  object: ObjectName,
  condition: Condition,
): (record: OrgRecord) => boolean {
  switch (condition.type) {
    case 'and':
    case 'or': {
      const operands = condition.operands.map((operand) => compile(table, object, operand));
      return condition.type === 'and'
        ? (record) => operands.every((holds) => holds(record))
        : (record) => operands.some((holds) => holds(record));
    }
    case 'not': {
      const operand = compile(table, object, condition.operand);
      return (record) => !operand(record);
    }
    case 'in': {
      const field = resolve(table, object, condition.field);
      const wanted = condition.values.map((value) => comparable(field.definition, value));
      return (record) =>
        wanted.includes(comparable(field.definition, field.read(record))) !== condition.isNegated;
    }
    case 'compare':
      return compileComparison(resolve(table, object, condition.field), condition);
  }
}

function compileComparison(
  field: ResolvedField,
  { operator, value, field: path }: Extract<Condition, { type: 'compare' }>,
): (record: OrgRecord) => boolean {
  checkLiteral(field.definition, path, value);
  const wanted = comparable(field.definition, value);
  const read = (record: OrgRecord): Comparable => comparable(field.definition, field.read(record));
  if (operator === 'LIKE') {
    const pattern = likePattern(String(value));
    return (record) => pattern.test(String(read(record) ?? ''));
  }
  if (operator === '=') return (record) => read(record) === wanted;
  if (operator === '!=') return (record) => read(record) !== wanted;
  return (record) => {
    const own = read(record);
    if (own === null || wanted === null) return false;
    const order = own < wanted ? -1 : own > wanted ? 1 : 0;
    return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator];
  };
}

/** The platform refuses a quoted date and an unquoted text. */
function checkLiteral(definition: FieldDefinition, path: string, value: Literal): void {
  if (value === null) return;
  const isInstant = definition.type === 'date' || definition.type === 'datetime';
  const isText =
    definition.type === 'string' || definition.type === 'id' || definition.type === 'reference';
  if (isInstant !== value instanceof Date || isText !== (typeof value === 'string')) {
    throw new SalesforceError(
      400,
      'INVALID_FIELD',
      `value of filter criterion for field '${path}' must be of type ${definition.type}`,
    );
  }
}

type Comparable = string | number | boolean | null;

/** Text compares without regard to case, ids in their long form, times as milliseconds. */
function comparable(definition: FieldDefinition, value: unknown): Comparable {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.getTime();
  if (definition.type === 'date' || definition.type === 'datetime')
    return Date.parse(String(value));
  if (definition.type === 'id' || definition.type === 'reference') return toLongId(String(value));
  return typeof value === 'string' ? value.toLowerCase() : (value as number | boolean);
}

function likePattern(pattern: string): RegExp {
  const source = pattern.replace(/\\([%_])|([%_])|[.*+?^${}()|[\]\\]/g, (all, escaped, wild) => {
    if (typeof escaped === 'string') return escaped;
    if (typeof wild === 'string') return wild === '%' ? '[^]*' : '[^]';
    return `\\${all}`;
  });
  return new RegExp(`^${source}$`, 'i');
}

function compareBy(terms: readonly { term: OrderTerm; field: ResolvedField }[]) {
  return (a: OrgRecord, b: OrgRecord): number => {
    for (const { term, field } of terms) {
      const left = comparable(field.definition, field.read(a));
      const right = comparable(field.definition, field.read(b));
      if (left === right) continue;
      if (left === null || right === null) return (left === null) === term.areNullsLast ? 1 : -1;
      return (left < right ? -1 : 1) * (term.isDescending ? -1 : 1);
    }
    return 0;
  };
}

function project(
  object: ObjectName,
  fields: readonly { path: string; field: ResolvedField }[],
  record: OrgRecord,
): object {
  const id = String(record.fields['Id']);
  const row: Record<string, unknown> = { attributes: attributesOf(object, id) };
  for (const { path, field } of fields) {
    const segments = path.split('.');
    const last = segments.pop();
    if (last === undefined) throw malformed('empty field path');
    let place = row;
    for (const segment of segments) place = (place[segment] ??= {}) as Record<string, unknown>;
    place[last] = field.read(record);
  }
  return row;
}

export function attributesOf(object: ObjectName, id: string): object {
  return { type: object, url: `/services/data/v67.0/sobjects/${object}/${id}` };
}
