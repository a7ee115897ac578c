import { describe, expect, it } from 'vitest';
import { parseSoql } from '@standardiste/sandbox/vendors/salesforce/soql-parser.ts';
import { soql, soqlName } from './soql.ts';

/** The value that the query's one condition compares with, as a server reads it. */
function readBack(text: string): unknown {
  const { where } = parseSoql(text);
  return where?.type === 'compare' ? where.value : where;
}

describe('a value in SOQL', () => {
  it.each([
    ["O'Neil"],
    ["' OR Name != '"],
    ["\\' OR Name != '"],
    ["O'Neil\\' OR Name != '"],
    ["\\\\' OR Name LIKE '%"],
    ['ends with a backslash \\'],
    ['a "quoted" word'],
    ['first line\nsecond line\r\n\tindented'],
    ['Zoé 😀 Œuvre'],
    ['100 % _ sûr'],
    [''],
  ])('arrives as it was: %j', (value) => {
    expect(readBack(soql`SELECT Id FROM Contact WHERE LastName = ${value}`)).toBe(value);
  });

  it('is one value in a list too', () => {
    const names = ["a') OR (Name != '", 'b'];
    const { where } = parseSoql(soql`SELECT Id FROM Lead WHERE LastName IN ${names}`);
    expect(where).toMatchObject({ type: 'in', values: names });
  });

  it('loses control characters, which have no spelling in SOQL', () => {
    expect(readBack(soql`SELECT Id FROM Lead WHERE LastName = ${'a\u0000b\u001fc'}`)).toBe('abc');
  });

  it('keeps booleans, numbers and instants without quotes', () => {
    const at = new Date('2026-11-24T13:30:00Z');
    expect(soql`a = ${false} b = ${0} c = ${at}`).toBe(
      'a = false b = 0 c = 2026-11-24T13:30:00.000Z',
    );
  });

  it('refuses a number that is none, an empty list and a strange field name', () => {
    expect(() => soql`a = ${Number.NaN}`).toThrow(TypeError);
    expect(() => soql`a IN ${[]}`).toThrow(TypeError);
    expect(() => soqlName('Name FROM User')).toThrow(TypeError);
  });
});
