import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { knownCaller } from '../world/people.ts';
import { describeActivity, eventLines, taskLines } from './print-activity.ts';

const page = new URL('../../../docs/salesforce.md', import.meta.url);

it('prints a task with the names of people and its comments', () => {
  const task = {
    Subject: 'Appel callbot – Rendez-vous pris',
    WhoId: knownCaller.contactId,
    OwnerId: knownCaller.ownerUserId,
    Description: 'Appel du …\n\nRésumé : …',
  };
  expect(describeActivity({ salesforce: { tasks: [task], events: [], leads: [] } })).toBe(
    [
      'Task',
      '  Subject                 Appel callbot – Rendez-vous pris',
      '  Name                    Camille Moreau',
      '  Assigned to             Sophie Lambert',
      '  Comments',
      '    Appel du …',
      '',
      '    Résumé : …',
    ].join('\n'),
  );
});

it('is what the page for administrators shows: each line of it, with the fields that it names', async () => {
  const text = await readFile(page, 'utf8');
  const example = /```text\n(Task\n[\s\S]*?)```/.exec(text)?.[1] ?? '';
  for (const [label] of taskLines) expect(example).toContain(`\n  ${label.padEnd(24)}`);
  expect(example).toContain('\nEvent\n');
  for (const [, field] of [...taskLines, ...eventLines]) {
    if (field.endsWith('__c')) expect(text).toContain(`\`${field}\``);
  }
});
