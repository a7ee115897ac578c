import { objectNamed, orgSchema, type ObjectName } from './org-schema.ts';
import type { OrgRecord, RecordTable } from './record-table.ts';
import { SalesforceError } from './salesforce-error.ts';
import { malformed } from './soql-lexer.ts';
import { parseSoql } from './soql-parser.ts';
import { runSoql } from './soql-runner.ts';

const statement =
  /^\s*FIND\s*\{((?:\\.|[^\\{}])*)\}\s*IN\s+PHONE\s+FIELDS\s+RETURNING\s+([^]+?)\s*$/i;

/**
 * Runs `FIND {a OR b} IN PHONE FIELDS RETURNING Contact(Id, … WHERE …), Lead(…)`: a term matches a phone field with the same
 * digits, however either is punctuated; a country code makes other digits, so `0639…` does not find `+33 6 39…`. Records younger
 * than `lagMs` are not in the index yet.
 * @throws SalesforceError MALFORMED_SEARCH.
 */
export function runSosl(table: RecordTable, sosl: string, options: { now: number; lagMs: number }) {
  const parts = statement.exec(sosl);
  if (parts === null) throw malformedSearch(`cannot parse: ${sosl.slice(0, 60)}`);
  const terms = searchTerms(parts[1] as string);
  const searchRecords = splitReturning(parts[2] as string).flatMap(({ object, query }) => {
    const hits = table
      .all(object)
      .filter((record) => options.now - createdAt(record) >= options.lagMs)
      .filter((record) => hasPhone(object, record, terms))
      .map((record) => record.fields['Id']);
    const rows = runSoql(table, parseSoql(query)) as { attributes: { url: string } }[];
    return rows.filter((row) => hits.includes(row.attributes.url.split('/').at(-1)));
  });
  return { searchRecords };
}

function malformedSearch(message: string): SalesforceError {
  return new SalesforceError(400, 'MALFORMED_SEARCH', message);
}

function searchTerms(text: string): readonly string[] {
  return text.split(/\s+OR\s+/).map((term) => {
    if (/(^|[^\\])["'?&|!()^~*:+-]/.test(term)) {
      throw malformedSearch(`reserved character in the search term ${term}`);
    }
    const digits = term.replace(/\D/g, '');
    if (digits.length < 2) throw malformedSearch('search term must be longer than one character');
    return digits;
  });
}

function hasPhone(object: ObjectName, record: OrgRecord, terms: readonly string[]): boolean {
  return Object.entries(orgSchema[object].fields).some(
    ([name, field]) =>
      field.isPhone && terms.includes(String(record.fields[name] ?? '').replace(/\D/g, '')),
  );
}

function createdAt(record: OrgRecord): number {
  return Date.parse(String(record.fields['CreatedDate']));
}

/** `Contact(Id, Name WHERE …), Lead(Id)` as one SELECT for each object. */
function splitReturning(text: string): readonly { object: ObjectName; query: string }[] {
  const clauses = text.match(/\w+\s*\((?:'(?:\\.|[^'\\])*'|\((?:[^()])*\)|[^()'])*\)/g) ?? [];
  const rest = clauses.reduce((left, clause) => left.replace(clause, ''), text);
  if (clauses.length === 0 || rest.replace(/[\s,]/g, '') !== '') {
    throw malformedSearch(`cannot parse RETURNING ${text.slice(0, 60)}`);
  }
  return clauses.map((clause) => {
    const open = clause.indexOf('(');
    const name = clause.slice(0, open).trim();
    const object = objectNamed(name);
    if (object === undefined) throw malformed(`sObject type '${name}' is not supported.`);
    const [, fields = '', conditions = ''] =
      /^([\s\w.,]*?)\s*(\b(?:WHERE|ORDER|LIMIT)\b[^]*)?$/i.exec(clause.slice(open + 1, -1)) ?? [];
    return { object, query: `SELECT ${fields} FROM ${name} ${conditions}` };
  });
}
