import {
  deadLetterTopic,
  functionDefinitions,
  type FunctionDefinition,
} from '@standardiste/shared/contracts/subscriptions.ts';
import { vectorIndex } from '@standardiste/shared/contracts/vector-index.ts';
import { topics } from '@standardiste/shared/contracts/events.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentNamesIn } from '../check/environment-names.ts';
import { expiringCollections, unindexedFields } from './collections.ts';
import { variableSource, type VariableSource } from './environment-variable.ts';
import { findQueries, type FoundQuery } from './find-queries.ts';
import { nearestIndex, neededIndex, type FirestoreIndex } from './firestore-index.ts';
import { processSources } from './process-sources.ts';
import { schedules, type Schedule } from './schedules.ts';

/** What terraform reads of the code: `terraform/generated/contracts.json`. */
export interface Deployment {
  readonly dead_letter_topic: string;
  readonly expiring_collections: readonly string[];
  readonly functions: Readonly<Record<string, FunctionDeployment>>;
  readonly indexes: Readonly<Record<string, FirestoreIndex>>;
  readonly processes: Readonly<Record<string, ProcessDeployment>>;
  /** Topic to the clock that publishes to it. */
  readonly schedules: Readonly<Record<string, Schedule>>;
  readonly topics: readonly string[];
  readonly unindexed_fields: Readonly<Record<string, readonly string[]>>;
}

export interface FunctionDeployment {
  readonly ack_deadline_s: number;
  readonly maximum_backoff: string;
  readonly max_delivery_attempts: number;
  readonly minimum_backoff: string;
  /** Topic to filter, null without one. */
  readonly subscriptions: Readonly<Record<string, string | null>>;
}

/** What one process needs of the others, found in the files that it is made of. */
export interface ProcessDeployment {
  readonly publishes: readonly string[];
  /** Variables without which it does not start. */
  readonly required: readonly string[];
  readonly secrets: readonly string[];
  readonly settings: readonly string[];
  readonly terraform: readonly string[];
}

/** A process and the files it is made of, so that whoever explains can say where something is written. */
export interface SourceProcess {
  readonly name: string;
  /** Path to text. */
  readonly files: ReadonlyMap<string, string>;
}

/** The relay, and every function of the subscriptions table. */
export async function readProcesses(repository: string): Promise<SourceProcess[]> {
  const entries = [
    { name: 'media-relay', entry: 'media-relay/src/main.ts' },
    ...functionDefinitions.map(({ name }) => ({ name, entry: `functions/src/${name}/index.ts` })),
  ];
  return Promise.all(
    entries.map(async ({ name, entry }) => {
      const paths = await processSources(repository, join(repository, entry));
      const texts = await Promise.all(
        paths.map((path) => readFile(join(repository, path), 'utf8')),
      );
      return { name, files: new Map(paths.map((path, index) => [path, texts[index] ?? ''])) };
    }),
  );
}

/**
 * Describes the deployment from the contracts and the processes' sources. `required` are the variables that `.env.example`
 * shows uncommented.
 * @throws Error naming a query whose shape cannot be read from its source.
 */
export function describeDeployment(
  processes: readonly SourceProcess[],
  required: readonly string[],
): Deployment {
  const definitions: readonly FunctionDefinition[] = functionDefinitions;
  return {
    dead_letter_topic: deadLetterTopic,
    expiring_collections: expiringCollections,
    functions: Object.fromEntries(
      definitions.map((definition) => [definition.name, describeFunction(definition)]),
    ),
    indexes: {
      ...describeIndexes(processes.flatMap(queriesOf)),
      [`${vectorIndex.collection}-${vectorIndex.field}`]: nearestIndex(vectorIndex),
    },
    processes: Object.fromEntries(
      processes.map((process) => [process.name, describeProcess(process, required)]),
    ),
    schedules: schedules(),
    topics: Object.keys(topics).sort(),
    unindexed_fields: unindexedFields,
  };
}

function describeFunction(definition: FunctionDefinition): FunctionDeployment {
  return {
    ack_deadline_s: definition.ackDeadlineMs / 1_000,
    maximum_backoff: `${definition.maxBackoffMs / 1_000}s`,
    max_delivery_attempts: definition.maxDeliveryAttempts,
    minimum_backoff: `${definition.minBackoffMs / 1_000}s`,
    subscriptions: Object.fromEntries(
      definition.subscriptions.map(({ topic, filter }) => [
        topic,
        filter === undefined
          ? null
          : `hasPrefix(attributes.${filter.attribute}, "${filter.hasPrefix}")`,
      ]),
    ),
  };
}

function describeProcess(process: SourceProcess, required: readonly string[]): ProcessDeployment {
  const variables = [...process.files.values()].flatMap(environmentNamesIn);
  const names = [...new Set(variables)].sort();
  const from = (source: VariableSource): readonly string[] =>
    names.filter((name) => variableSource(name) === source);
  return {
    publishes: Object.keys(publishedTopics(process)).sort(),
    required: names.filter((name) => required.includes(name)),
    secrets: from('secret'),
    settings: from('setting'),
    terraform: from('terraform'),
  };
}

/** Topic to the file that publishes it. */
export function publishedTopics(process: SourceProcess): Readonly<Record<string, string>> {
  const definition = functionDefinitions.find(({ name }) => name === process.name);
  const subscribed: readonly string[] = definition?.subscriptions.map(({ topic }) => topic) ?? [];
  const published = Object.keys(topics).flatMap((topic): [string, string][] => {
    // A handler names the topic that it is subscribed to in the same way as one that it publishes, but gives it no event id.
    const own = new RegExp(`topic: '${topic}',\\s*eventId`);
    const file = subscribed.includes(topic)
      ? fileWith(process, own)
      : (fileWith(process, `topic: '${topic}'`) ?? fileWith(process, ' publishOutbox('));
    return file === undefined ? [] : [[topic, file]];
  });
  const file = fileWith(process, 'topic: deadLetterTopic');
  const deadLetters: [string, string][] = file === undefined ? [] : [[deadLetterTopic, file]];
  return Object.fromEntries([...published, ...deadLetters]);
}

/** The contracts name every topic and publish none; the file that defines `publishOutbox` does not call it. */
function fileWith({ files }: SourceProcess, text: string | RegExp): string | undefined {
  const names = ([path, content]: readonly [string, string]): boolean => {
    if (path.startsWith('shared/src/contracts/')) return false;
    const used = content.replaceAll('function publishOutbox', '');
    return typeof text === 'string' ? used.includes(text) : text.test(used);
  };
  return [...files].find(names)?.[0];
}

export function queriesOf({ files }: SourceProcess): readonly FoundQuery[] {
  return [...files].flatMap(([path, text]) => findQueries(path, text));
}

function describeIndexes(queries: readonly FoundQuery[]): Readonly<Record<string, FirestoreIndex>> {
  const unreadable = queries.filter(({ shape }) => shape === undefined).map(({ place }) => place);
  if (unreadable.length > 0) {
    throw new Error(
      `Which index does the query at ${[...new Set(unreadable)].join(', ')} need? Write it as an object literal, or as constants in the same file.`,
    );
  }
  const indexes = queries
    .flatMap(({ shape }) => (shape === undefined ? [] : (neededIndex(shape) ?? [])))
    .map((index): [string, FirestoreIndex] => [
      [index.collection, ...index.fields.map(({ field_path }) => field_path)].join('-'),
      index,
    ]);
  return Object.fromEntries(indexes.sort(([a], [b]) => (a < b ? -1 : 1)));
}
