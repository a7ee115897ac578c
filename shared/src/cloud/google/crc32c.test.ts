import { expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';

it.each([
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 times 0xff', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['0 to 31', Uint8Array.from({ length: 32 }, (_, n) => n), 0x46dd794e],
  ['nothing', new Uint8Array(), 0],
])('crc32c agrees with RFC 3720 on %s', (_, data, expected) => {
  expect(crc32c(data)).toBe(expected);
});
