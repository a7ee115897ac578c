import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples/read-examples.ts';
import { speakPhone } from './speak-phone.ts';
import { createPhraseSplitter, splitPhrases } from './split-sentences.ts';

const examples = readExamples('sentence-splits.tsv');
const texts = fc
  .array(
    fc.constantFrom(
      'Bonjour',
      'M.',
      'Martin',
      'etc.',
      '3,5',
      '14',
      '1.',
      'oui,',
      'non.',
      '«',
      '»',
      '?',
      '!',
      '…',
      '...',
      ':',
      'a@b.fr',
      'D,',
      'trente-neuf,',
      'quatre',
      '\n',
      'mardi',
      'Alors',
      '(et',
      'puis)',
      '"',
      'euros.',
    ),
    { maxLength: 60 },
  )
  .map((words) => words.join(' '));

describe('createPhraseSplitter', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(60);
  });

  it.each(examples)('line $line: $columns.0', ({ columns }) => {
    expect(splitPhrases(columns[0] ?? '').join(' | ')).toBe(columns[1]);
  });

  it('cuts the same wherever the pieces of the text end', () => {
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (text, sizes) => {
          const splitter = createPhraseSplitter();
          const phrases: string[] = [];
          for (let at = 0, turn = 0; at < text.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            phrases.push(...splitter.push(text.slice(at, at + size)));
            at += size;
          }
          phrases.push(...splitter.end());
          expect(phrases).toEqual(splitPhrases(text));
        },
      ),
    );
  });

  it('loses no word', () => {
    const plain = (text: string) => text.replace(/\s+/g, '');
    fc.assert(
      fc.property(texts, (text) => {
        expect(plain(splitPhrases(text).join(' '))).toBe(plain(text));
      }),
    );
  });

  it('never cuts a phone number that is dictated', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{8}$/), (digits) => {
        const spoken = speakPhone(`0${digits}`);
        const phrases = splitPhrases(
          `Je note donc votre numéro, qui est le ${spoken}. C'est bien cela ?`,
        );
        expect(phrases.filter((phrase) => phrase.includes(spoken))).toHaveLength(1);
      }),
    );
  });

  it('gives the first clause before the sentence is over', () => {
    const splitter = createPhraseSplitter();
    expect(splitter.push('Très bien, je regarde tout de suite, et je')).toEqual([
      'Très bien, je regarde tout de suite,',
    ]);
  });

  it('takes a line break for the end of a phrase, without waiting for the next word', () => {
    const splitter = createPhraseSplitter();
    expect(splitter.push('Très bien.\n')).toEqual(['Très bien.']);
    expect(splitter.push('Je regarde tout de suite,\n')).toEqual(['Je regarde tout de suite,']);
  });

  it('can be used again after the end', () => {
    const splitter = createPhraseSplitter();
    splitter.push('Une phrase sans fin');
    expect(splitter.end()).toEqual(['Une phrase sans fin']);
    expect(splitter.end()).toEqual([]);
    expect(splitter.push('Oui. Non')).toEqual(['Oui.']);
  });
});
