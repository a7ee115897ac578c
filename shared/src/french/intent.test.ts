import { describe, expect, it } from 'vitest';
import { readExamples } from './examples/read-examples.ts';
import { detectIntent } from './intent.ts';

const examples = readExamples('intents.tsv');

describe('detectIntent', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(40);
  });

  it.each(examples)('line $line: $columns.0', ({ columns }) => {
    expect(detectIntent(columns[0] ?? '').intent).toBe(columns[1]);
  });

  it('is sure of what fills the whole sentence, and not at all of nothing', () => {
    expect(detectIntent('au revoir').confidence).toBe(1);
    expect(detectIntent('mardi').confidence).toBe(0);
    const long = detectIntent(
      'euh oui alors je disais donc que je voudrais un jour prendre rendez-vous',
    );
    expect(long.confidence).toBeGreaterThan(0.5);
    expect(long.confidence).toBeLessThan(0.9);
  });
});
