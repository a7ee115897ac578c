import { knownCaller } from '../world/people.ts';
import { schoolProfile } from '../world/school.ts';
import type { CallResult } from './call-result.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Labels of the platform's own pages, and the fields behind them. */
export const taskLines = [
  ['Subject', 'Subject'],
  ['Name', 'WhoId'],
  ['Assigned to', 'OwnerId'],
  ['Status', 'Status'],
  ['Priority', 'Priority'],
  ['Due date', 'ActivityDate'],
  ['Call type', 'CallType'],
  ['Call duration', 'CallDurationInSeconds'],
  ['Call result', 'CallDisposition'],
  ['Call object identifier', 'CallObject'],
  ['CallSid__c', 'CallSid__c'],
] as const;

export const eventLines = [
  ['Subject', 'Subject'],
  ['Name', 'WhoId'],
  ['Assigned to', 'OwnerId'],
  ['Start', 'StartDateTime'],
  ['End', 'EndDateTime'],
  ['Show time as', 'ShowAs'],
  ['CallSid__c', 'CallSid__c'],
  ['CallbotData__c', 'CallbotData__c'],
] as const;

/** What a sales rep sees of a call in Salesforce: its tasks with their comments, and its events. */
export function describeActivity({ salesforce }: Pick<CallResult, 'salesforce'>): string {
  const blocks = [
    ...salesforce.tasks.map((task) => describe('Task', task, taskLines)),
    ...salesforce.events.map((event) => describe('Event', event, eventLines)),
  ];
  return blocks.join('\n\n');
}

function describe(
  object: string,
  record: Fields,
  lines: readonly (readonly [label: string, field: string])[],
): string {
  const rows = lines
    .filter(([, field]) => record[field] !== undefined && record[field] !== null)
    .map(([label, field]) => `  ${label.padEnd(24)}${nameOf(String(record[field]))}`);
  const comments = String(record['Description'] ?? '')
    .split('\n')
    .map((line) => `    ${line}`.trimEnd());
  return [object, ...rows, '  Comments', ...comments].join('\n');
}

/** People by their ids, as the platform's pages show them. */
function nameOf(value: string): string {
  const { contactId, firstName, lastName } = knownCaller;
  const people = [
    { id: contactId, name: `${firstName} ${lastName}` },
    ...schoolProfile.advisors.map((advisor) => ({
      id: advisor.crmUserId,
      name: `${advisor.firstName} ${advisor.lastName}`,
    })),
  ];
  return people.find(({ id }) => id.slice(0, 15) === value.slice(0, 15))?.name ?? value;
}
