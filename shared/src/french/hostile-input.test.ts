import { describe, expect, it } from 'vitest';
import { hostileTexts } from './bench/hostile-texts.ts';
import { frenchFunctions } from './bench/french-functions.ts';
import { systemClock } from '../time/system-clock.ts';

/** Ten thousand characters are far more than any turn; a regular expression that backtracks would take minutes. */
const boundMs = 1_000;

describe('hostile input', () => {
  it.each(Object.keys(frenchFunctions))('%s returns soon whatever it is given', (name) => {
    const run = frenchFunctions[name];
    if (run === undefined) throw new TypeError(`No function ${name}`);
    for (const text of hostileTexts) {
      const startedAt = systemClock.now();
      run(text);
      expect(systemClock.now() - startedAt, text.slice(0, 40)).toBeLessThan(boundMs);
    }
  });
});
