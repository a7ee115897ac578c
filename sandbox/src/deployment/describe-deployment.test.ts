import { vectorIndex } from '@standardiste/shared/contracts/vector-index.ts';
import { topics } from '@standardiste/shared/contracts/events.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import { functionDefinitions } from '@standardiste/shared/contracts/subscriptions.ts';
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainedNames } from '../check/environment-names.ts';
import { expiringCollections, lastingCollections, unindexedFields } from './collections.ts';
import { describeDeployment, publishedTopics, readProcesses } from './describe-deployment.ts';
import { variableSource } from './environment-variable.ts';

const repository = resolve(import.meta.dirname, '../../..');
const processes = await readProcesses(repository);
const deployment = describeDeployment(processes, []);

function processOf(name: string, text: string) {
  return { name, files: new Map([['functions/src/x.ts', text]]) };
}

describe('the deployment that the code describes', () => {
  it('has a function for every folder with an entry, and no other', async () => {
    const folders = await readdir(join(repository, 'functions/src'), { recursive: true });
    const entries = folders.flatMap((path) => /^([^/]+)\/index\.ts$/.exec(path)?.[1] ?? []);
    expect(Object.keys(deployment.functions).sort()).toEqual(entries.sort());
  });

  it('gives every function the subscriptions, times and attempts of the contracts', () => {
    for (const definition of functionDefinitions) {
      expect(deployment.functions[definition.name]).toMatchObject({
        ack_deadline_s: definition.ackDeadlineMs / 1_000,
        max_delivery_attempts: definition.maxDeliveryAttempts,
        minimum_backoff: `${definition.minBackoffMs / 1_000}s`,
        maximum_backoff: `${definition.maxBackoffMs / 1_000}s`,
      });
      const subscriptions = deployment.functions[definition.name]?.subscriptions ?? {};
      expect(Object.keys(subscriptions)).toEqual(
        definition.subscriptions.map(({ topic }) => topic),
      );
    }
    expect(deployment.functions['calendar-booking']?.subscriptions).toEqual({
      'tool-requested': 'hasPrefix(attributes.tool, "calendar.")',
    });
  });

  it('has a topic for every event, and somebody who publishes each', () => {
    expect([...deployment.topics].sort()).toEqual(Object.keys(topics).sort());
    const published = new Set([
      ...Object.entries(deployment.processes)
        // It passes on what others tell.
        .filter(([name]) => name !== 'outbox-sweeper')
        .flatMap(([, { publishes }]) => publishes),
      ...Object.keys(deployment.schedules),
    ]);
    expect([...deployment.topics].filter((topic) => !published.has(topic))).toEqual([]);
  });

  it('leaves no variable of the code without a source', async () => {
    const example = await readFile(join(repository, '.env.example'), 'utf8');
    const { functions: _, processes: described } = deployment;
    const given = Object.values(described).flatMap((process) => [
      ...process.secrets,
      ...process.settings,
      ...process.terraform,
    ]);
    const fromOutside = explainedNames(example).filter(
      (name) => !['platform', 'laptop'].includes(variableSource(name)),
    );
    expect([...new Set(given)].sort()).toEqual(fromOutside);
  });

  it('gives a process no secret of another', () => {
    const { processes: described } = deployment;
    expect(described['salesforce-logging']?.secrets).not.toContain('TWILIO_AUTH_TOKEN');
    expect(described['media-relay']?.secrets).toContain('TWILIO_AUTH_TOKEN');
    expect(described['knowledge-lookup']?.secrets).toContain('RAG_API_KEY');
    expect(described['knowledge-lookup']?.secrets).not.toContain('TWILIO_AUTH_TOKEN');
  });

  it('has the index of the listener for tool results', () => {
    expect(Object.values(deployment.indexes)).toContainEqual({
      collection: 'tools',
      query_scope: 'COLLECTION_GROUP',
      fields: [
        { field_path: 'pending', order: 'ASCENDING' },
        { field_path: 'relayId', order: 'ASCENDING' },
      ],
    });
  });
});

describe('the index of vectors', () => {
  it('is that of the collection, the field and the dimensions which the search uses', async () => {
    const index = deployment.indexes[`${vectorIndex.collection}-${vectorIndex.field}`];
    expect(index).toEqual({
      collection: 'knowledgeVectors',
      query_scope: 'COLLECTION',
      fields: [
        { field_path: '__name__', order: 'ASCENDING' },
        { field_path: 'embedding', vector_config: { dimension: 768 } },
      ],
    });
    // As terraform takes it.
    const terraform = await readFile(join(repository, 'terraform/database.tf'), 'utf8');
    expect(terraform).toMatch(
      /dynamic "vector_config"[^}]*dimension = vector_config.value.dimension/s,
    );
  });
});

describe('describeDeployment', () => {
  it('names a query whose index it cannot tell', () => {
    expect(() => describeDeployment([processOf('x', 'store.query(query)')], [])).toThrow(
      'functions/src/x.ts:1',
    );
  });

  it('makes an index for a query that needs one', () => {
    const text = `store.query({ collection: 'calls', where: [{ field: 'status', operator: '==', value: 'live' }], orderBy: [{ field: 'startedAt' }] })`;
    expect(describeDeployment([processOf('x', text)], []).indexes).toMatchObject({
      'calls-status-startedAt': {
        collection: 'calls',
        query_scope: 'COLLECTION',
        fields: [
          { field_path: 'status', order: 'ASCENDING' },
          { field_path: 'startedAt', order: 'ASCENDING' },
        ],
      },
    });
  });
});

describe('publishedTopics', () => {
  it('leaves out what a function is subscribed to', () => {
    const text = "topic: 'tool-requested', … topic: 'appointment-changed'";
    expect(Object.keys(publishedTopics(processOf('calendar-booking', text)))).toEqual([
      'appointment-changed',
    ]);
  });

  it('gives whoever empties the outbox of all every topic', () => {
    const sweeper = processOf('sweeper', 'await publishOutbox(dependencies, limits);');
    expect(Object.keys(publishedTopics(sweeper)).sort()).toEqual(Object.keys(topics).sort());
  });
});

describe('collections', () => {
  const collectionOf = (path: string): string => path.split('/').at(-2) ?? '';
  const known: readonly string[] = [...expiringCollections, ...lastingCollections];

  it('either expire or last, every one of them', () => {
    const all = Object.values(paths).map((path) => collectionOf(path('a', 'b' as never)));
    // Written without the contracts' paths
    const others = ['deadLetters', 'smokeTests', vectorIndex.collection];
    expect([...new Set([...all, ...others])].sort()).toEqual([...known].sort());
    expect(new Set(known).size).toBe(known.length);
  });

  it('keep an index on what is searched', () => {
    for (const [collection, fields] of Object.entries(unindexedFields)) {
      expect(known).toContain(collection);
      const indexed = Object.values(deployment.indexes)
        .filter((index) => index.collection === collection)
        .flatMap((index) => index.fields.map(({ field_path }) => field_path));
      expect(fields.filter((field) => indexed.includes(field))).toEqual([]);
    }
  });
});
