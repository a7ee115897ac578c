import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBytes, toCharacter, toSpeakable } from './alphabet.ts';

it('keeps what French is written with', () => {
  const text = 'Noël, où ça ? Bœuf à 12 € : « déjà » ŒÆÿ !';
  expect(toSpeakable(text)).toBe(text);
  expect([...toBytes(text)].map(toCharacter).join('')).toBe(text);
});

it('transliterates typography and foreign letters', () => {
  expect(toSpeakable('l’été\u202f: “oui” – non… Ștefan\u00a0日')).toBe(
    'l\'été : "oui" - non... Stefan ?',
  );
});

it('drops control characters', () => {
  expect(toSpeakable('a\u0000b\u0085c')).toBe('abc');
});

it('is idempotent for any text', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x2ffff }), { maxLength: 20 }), (codePoints) => {
      const text = String.fromCodePoint(...codePoints).toWellFormed();
      const once = toSpeakable(text);
      expect(toSpeakable(once)).toBe(once);
      expect([...toBytes(once)].map(toCharacter).join('')).toBe(once);
    }),
  );
});

it('refuses to encode what is not speakable', () => {
  expect(() => toBytes('日')).toThrow(TypeError);
});
