import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples/read-examples.ts';
import { sayExample } from './examples/say-example.ts';
import { toSpeakable } from './speakable.ts';

const examples = readExamples('spoken-forms.tsv');

describe('spoken forms', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(80);
  });

  it.each(examples)('line $line, $setting: $columns.0', ({ columns, setting }) => {
    expect(sayExample(setting, columns[0] ?? '')).toBe(columns[1]);
  });
});

describe('toSpeakable', () => {
  it('leaves what is speakable as it is', () => {
    const spoken = readExamples('spoken-forms.tsv').filter(({ setting }) => setting === 'texte');
    for (const { columns } of spoken) expect(toSpeakable(columns[1] ?? '')).toBe(columns[1]);
  });

  it('never gives the voice a star, a back quote, a bar or an emoji', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '**',
        '`',
        '|',
        '😊',
        '# ',
        '- ',
        '\n',
        'mot',
        ' ',
        '_',
        '[a](b)',
        '👩‍🎓',
        '🇫🇷',
        '✅',
        '14h30',
        '...',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(toSpeakable(parts.join(''))).not.toMatch(/[*`|]|\p{Extended_Pictographic}/u);
      }),
    );
  });
});
