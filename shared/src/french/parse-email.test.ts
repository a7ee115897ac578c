import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples/read-examples.ts';
import { type EmailReading, parseEmail } from './parse-email.ts';
import { speakEmail } from './speak-email.ts';

const examples = readExamples('emails.tsv');

function describeEmail({ email, localPart, domain, confidence }: EmailReading): string {
  if (email !== undefined) return confidence < 0.9 ? `${email} ?` : email;
  return `${domain === undefined ? localPart : `${localPart}@${domain}`}…`;
}

const words = [
  'jean',
  'marie',
  'le',
  'un',
  'deux',
  'point',
  'at',
  'dupont',
  'x',
  'pe',
  'arobase',
  'tiret',
  'cent',
  'avec',
  'mon',
  'non',
  'chiffre',
  '06',
  '2',
  '1992',
  '92',
  '007',
];
const localParts = fc
  .array(fc.oneof(fc.constantFrom(...words), fc.stringMatching(/^[a-z0-9]{1,8}$/)), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((parts) => fc.constantFrom('.', '-', '_', '', '+').map((sign) => parts.join(sign)));
const domains = fc.oneof(
  fc.constantFrom(
    'gmail.com',
    'orange.fr',
    'laposte.net',
    'univ-lille.fr',
    'etu.exemple.org',
    'free.fr',
    'a.eu',
  ),
  fc
    .tuple(fc.stringMatching(/^[a-z]{1,10}$/), fc.constantFrom('fr', 'com', 'net', 'org'))
    .map((parts) => parts.join('.')),
);

describe('parseEmail', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(80);
  });

  it.each(examples)('line $line: $columns.0', ({ columns }) => {
    expect(describeEmail(parseEmail(columns[0] ?? ''))).toBe(columns[1]);
  });

  it('hears every address that it says', () => {
    fc.assert(
      fc.property(localParts, domains, (local, domain) => {
        const email = `${local}@${domain}`;
        expect(parseEmail(speakEmail(email)).email).toBe(email);
      }),
    );
  });

  it('goes on with what an earlier turn had understood', () => {
    const first = parseEmail('jean point dupont');
    expect(parseEmail('arobase gmail point com', { soFar: first.localPart }).email).toBe(
      'jean.dupont@gmail.com',
    );
  });

  it('corrects the ending of an address of an earlier turn', () => {
    expect(parseEmail('non, point com', { soFar: 'jean@gmail.fr' }).email).toBe('jean@gmail.com');
  });
});
