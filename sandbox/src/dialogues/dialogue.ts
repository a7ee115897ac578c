import { readFileSync } from 'node:fs';
import { parseEnd, type ExpectedEnd } from './expected-end.ts';

/** Who calls: somebody in the CRM, the same with an appointment, a number that nobody knows, or no number. */
export const callerKinds = ['known', 'booked', 'unknown', 'anonymous'] as const;
export type CallerKind = (typeof callerKinds)[number];

/** What the callbot has asked last, as the caller takes it. */
export const questionKinds = [
  'open',
  'more',
  'when',
  'which-day',
  'slots',
  'recap',
  'name',
  'phone',
  'call-back',
  'again',
] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** Something the caller says once. */
export interface Line {
  /** The question that it answers; null is said of the caller's own accord, where the floor is open. */
  readonly answers: QuestionKind | null;
  readonly text: string;
}

/** A call as one person would make it, and what must have come of it. */
export interface Dialogue {
  readonly name: string;
  /** Not looked at while the callbot is improved: its score tells whether the others were learned by heart. */
  readonly isHeldOut: boolean;
  readonly from: CallerKind;
  readonly ends: readonly ExpectedEnd[];
  /** Other people's words for the same call. */
  readonly paraphrases: readonly (readonly Line[])[];
}

/** Every dialogue of the table. @throws TypeError for a line that cannot be read. */
export function readDialogues(): readonly Dialogue[] {
  const table = readFileSync(new URL('dialogues.tsv', import.meta.url), 'utf8');
  return parseDialogues(table);
}

/**
 * Reads the table: a line `@ set, name, caller, ends` apart by tabs, below it one paraphrase a line, its utterances apart by `|`.
 * `#` starts a remark.
 */
export function parseDialogues(table: string): readonly Dialogue[] {
  const dialogues: { head: readonly string[]; rows: string[] }[] = [];
  for (const row of table.split('\n')) {
    if (row.trim() === '' || row.startsWith('#')) continue;
    if (row.startsWith('@')) dialogues.push({ head: row.slice(1).split('\t'), rows: [] });
    else dialogues.at(-1)?.rows.push(row);
  }
  return dialogues.map(({ head, rows }) => {
    const [set = '', name = '', from = '', ends = ''] = head.map((column) => column.trim());
    if (set !== 'tuned' && set !== 'held-out')
      throw new TypeError(`A dialogue is tuned or held-out, not « ${set} » (${name})`);
    return {
      name,
      isHeldOut: set === 'held-out',
      from: oneOf(callerKinds, from),
      ends: ends.split(';').map((end) => parseEnd(end.trim())),
      paraphrases: rows.map((row) => row.split('|').map(parseLine)),
    };
  });
}

function parseLine(column: string): Line {
  const [, tag, text] = /^\s*(?:([a-z-]+):)?\s*(.+?)\s*$/.exec(column) ?? [];
  if (text === undefined) throw new TypeError(`Nothing is said in « ${column} »`);
  return { answers: tag === undefined ? null : oneOf(questionKinds, tag), text };
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Value {
  const value = values.find((each) => each === text);
  if (value === undefined) throw new TypeError(`« ${text} » is none of ${values.join(', ')}`);
  return value;
}
