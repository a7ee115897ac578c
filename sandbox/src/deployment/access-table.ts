import { environmentNamesIn } from '../check/environment-names.ts';
import { publishedTopics, type SourceProcess } from './describe-deployment.ts';
import { variableSource } from './environment-variable.ts';

/** One line of the table: who may do what on which resource, and why. */
export interface AccessRow {
  readonly who: string;
  readonly role: string;
  readonly on: string;
  readonly why: string;
}

const database = { role: 'datastore.user', on: 'the database (IAM condition)' };

/** What cannot be read from the sources: Google's roles for clients and for the machinery between the processes. */
export const otherAccess: readonly AccessRow[] = [
  {
    who: 'media-relay',
    role: 'speech.client',
    on: 'project',
    why: 'recognises speech; Speech knows no smaller resource',
  },
  {
    who: 'media-relay',
    role: 'aiplatform.user',
    on: 'project',
    why: 'only when `LLM_PROVIDER` names vertex',
  },
  {
    who: 'every process',
    role: 'telemetry.tracesWriter',
    on: 'project',
    why: "writes spans, when `tracing` names Google's collector, which knows no smaller resource",
  },
  {
    who: 'event-push',
    role: 'run.invoker',
    on: 'each function',
    why: 'the identity of Pub/Sub pushes',
  },
  {
    who: 'Pub/Sub',
    role: 'iam.serviceAccountTokenCreator',
    on: 'event-push',
    why: 'signs the pushes with it',
  },
  {
    who: 'Pub/Sub',
    role: 'pubsub.subscriber',
    on: 'each push subscription',
    why: 'takes given-up messages out',
  },
  { who: 'Pub/Sub', role: 'pubsub.publisher', on: 'dead-letters', why: 'and puts them there' },
  {
    who: 'Secret Manager',
    role: 'pubsub.publisher',
    on: 'secret-rotation-due',
    why: 'says that a secret is due',
  },
  { who: 'function-build', role: 'logging.logWriter', on: 'project', why: 'writes build logs' },
  {
    who: 'function-build',
    role: 'artifactregistry.writer',
    on: 'the repository',
    why: "stores functions' images",
  },
  {
    who: 'function-build',
    role: 'storage.objectViewer',
    on: 'the source bucket',
    why: "reads functions' bundles",
  },
];

/** Every grant to the processes, with the file for which it is needed, and the grants between them. */
export function accessRows(processes: readonly SourceProcess[]): readonly AccessRow[] {
  return [...processes.flatMap(processRows), ...otherAccess];
}

function processRows(process: SourceProcess): readonly AccessRow[] {
  const who = process.name;
  const secrets = [...process.files].flatMap(([file, text]) =>
    environmentNamesIn(text)
      .filter((name) => variableSource(name) === 'secret')
      .map((name) => ({
        who,
        role: 'secretmanager.secretAccessor',
        on: secretId(name),
        why: file,
      })),
  );
  const topics = Object.entries(publishedTopics(process)).map(([on, why]) => ({
    who,
    role: 'pubsub.publisher',
    on,
    why,
  }));
  const unique = new Map(secrets.map((row) => [row.on, row]));
  const why = 'documents of calls, ledger, profiles';
  return [
    { who, ...database, why },
    ...topics.sort(byResource),
    ...[...unique.values()].sort(byResource),
  ];
}

/** The id in Secret Manager of the secret behind a variable. */
export function secretId(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}

/** The rows as a table in Markdown. */
export function formatAccessTable(rows: readonly AccessRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const body = rows.map(({ who, role, on, why }) => line([who, `\`roles/${role}\``, on, why]));
  return [line(['who', 'may', 'on', 'why']), '|---|---|---|---|', ...body].join('\n');
}

function byResource(a: AccessRow, b: AccessRow): number {
  return a.on < b.on ? -1 : 1;
}
