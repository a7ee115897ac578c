import { describe, expect, it } from 'vitest';
import { phoneHash } from './phone-hash.ts';

describe('phoneHash', () => {
  it('names a phone by the version of its key, the same every time', () => {
    const hash = phoneHash('2:a-key-for-this-test', '+33639980001');
    expect(hash).toMatch(/^v2-[0-9a-f]{64}$/);
    expect(phoneHash('2:a-key-for-this-test', '+33639980001')).toBe(hash);
  });

  it('differs by phone and by key', () => {
    const hashes = [
      phoneHash('1:a-key-for-this-test', '+33639980001'),
      phoneHash('1:a-key-for-this-test', '+33639980002'),
      phoneHash('1:another-key-for-it', '+33639980001'),
    ];
    expect(new Set(hashes).size).toBe(3);
  });

  it('refuses a key without version or of little length', () => {
    expect(() => phoneHash('a-key-for-this-test', '+33639980001')).toThrow(TypeError);
    expect(() => phoneHash('1:short', '+33639980001')).toThrow(TypeError);
  });
});
