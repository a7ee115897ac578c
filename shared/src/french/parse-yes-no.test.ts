import { describe, expect, it } from 'vitest';
import { readExamples } from './examples/read-examples.ts';
import { parseYesNo } from './parse-yes-no.ts';

const examples = readExamples('yes-no.tsv');
const meanings: Readonly<Record<string, string>> = { oui: 'yes', non: 'no', '?': 'unclear' };

describe('parseYesNo', () => {
  it('has examples enough to be believed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(100);
  });

  it.each(examples)('line $line, $setting: $columns.0', ({ columns, setting }) => {
    const answer = parseYesNo(columns[0] ?? '', {
      question: setting.includes('offre') ? 'offer' : 'confirmation',
      allowsImplicitYes: setting.includes('tacite'),
    });
    expect(answer).toBe(meanings[columns[1] ?? '']);
  });
});
