/** What a query may be filled in with. Text is quoted and escaped; the rest has one spelling only. */
export type SoqlValue = string | number | boolean | Date | readonly string[] | SoqlName;

/** The checked name of a field, put into a query as it is. */
export interface SoqlName {
  readonly name: string;
}

/** SOQL that was put together by `soql`; nothing else may be sent. */
export type Soql = string & { readonly __brand: 'soql' };

/**
 * Puts values into SOQL; REST has no bind parameters, so this is the only way a value gets in:
 *
 *     soql`SELECT Id FROM Contact WHERE Phone IN ${phones} AND Email = ${email}`
 *
 * @throws TypeError for a number that is not finite and for an empty list.
 */
export function soql(parts: TemplateStringsArray, ...values: readonly SoqlValue[]): Soql {
  return String.raw({ raw: parts }, ...values.map(literal)) as Soql;
}

/** A field whose name comes from configuration. @throws TypeError when it is no API name. */
export function soqlName(name: string): SoqlName {
  if (/^[A-Za-z][A-Za-z0-9_]{0,79}$/.test(name)) return { name };
  throw new TypeError(`expected the API name of a field, not ${JSON.stringify(name)}`);
}

/**
 * Text for use between single quotes. The backslash goes first: escaping only the quote, as jsforce does, turns `\'` into `\\'`,
 * which ends the literal (measured with jsforce 3.10).
 */
export function escapeSoql(text: string): string {
  return (
    text
      .replaceAll('\\', '\\\\')
      .replaceAll("'", "\\'")
      .replaceAll('"', '\\"')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')
      .replaceAll('\t', '\\t')
      // The other control characters have no escape in SOQL.
      .replace(/[\u0000-\u001f\u007f]/g, '')
  );
}

function literal(value: SoqlValue): string {
  if (typeof value === 'string') return `'${escapeSoql(value)}'`;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`Not a number for SOQL: ${value}`);
    return String(value);
  }
  if ('name' in value) return value.name;
  if (value.length === 0) throw new TypeError('SOQL has no empty list');
  return `(${value.map((entry) => `'${escapeSoql(entry)}'`).join(', ')})`;
}
