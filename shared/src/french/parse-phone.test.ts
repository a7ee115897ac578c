import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples/read-examples.ts';
import { parsePhone, type PhoneReading } from './parse-phone.ts';
import { speakPhone } from './speak-phone.ts';

const examples = readExamples('phone-numbers.tsv');

function describePhone(phone: PhoneReading): string {
  if (phone.e164 !== undefined) return phone.isAmbiguous ? `${phone.e164} ?` : phone.e164;
  if (phone.isTooLong) return 'trop long';
  return phone.digits === '' ? 'rien' : `${phone.digits}…`;
}

/** National numbers of every kind that is not overseas: those keep their own country code and are tried apart. */
const frenchNumbers = fc
  .tuple(fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '9'), fc.stringMatching(/^\d{8}$/))
  .map(([zone, rest]) => `+33${zone}${rest}`)
  .filter((number) => !/^\+33(?:590|594|596|262|263|269|639|69[0-7])/.test(number));

describe('parsePhone', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(100);
  });

  it.each(examples)('line $line, after "$setting": $columns.0', ({ columns, setting }) => {
    expect(describePhone(parsePhone(columns[0] ?? '', { soFar: setting }))).toBe(columns[1]);
  });

  it('hears every French number that it says', () => {
    fc.assert(
      fc.property(frenchNumbers, (number) => {
        expect(parsePhone(speakPhone(number))).toMatchObject({ e164: number, isAmbiguous: false });
      }),
    );
  });

  it('hears every overseas number that it says', () => {
    const prefixes = fc.constantFrom(
      '+590690',
      '+594694',
      '+596696',
      '+262692',
      '+262693',
      '+596697',
    );
    fc.assert(
      fc.property(prefixes, fc.stringMatching(/^\d{6}$/), (prefix, rest) => {
        expect(parsePhone(speakPhone(prefix + rest)).e164).toBe(prefix + rest);
      }),
    );
  });

  it('hears a number cut anywhere between two turns', () => {
    fc.assert(
      fc.property(frenchNumbers, fc.integer({ min: 1, max: 4 }), (number, pairs) => {
        const spoken = speakPhone(number).split(', ');
        const first = parsePhone(spoken.slice(0, pairs).join(', '));
        const second = parsePhone(spoken.slice(pairs).join(', '), { soFar: first.digits });
        expect(second.e164).toBe(number);
      }),
    );
  });

  it('never takes eight digits for a whole number', () => {
    fc.assert(
      fc.property(frenchNumbers, (number) => {
        const spoken = speakPhone(number).split(', ').slice(0, 4);
        expect(parsePhone(spoken.join(', '))).toMatchObject({ isComplete: false, e164: undefined });
        expect(parsePhone(spoken.join(' ')).isComplete).toBe(false);
      }),
    );
  });
});
