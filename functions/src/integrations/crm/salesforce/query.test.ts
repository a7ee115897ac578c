import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  startSalesforceSimulator,
  type SalesforceSimulator,
} from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { demoCredentials } from './fixtures/demo-crm.ts';
import { query } from './query.ts';
import { createSalesforceClient, type SalesforceClient } from './salesforce-client.ts';
import { soql } from './soql.ts';

const { signal } = new AbortController();
const request = {
  what: 'list the leads',
  soql: soql`SELECT Id, LastName FROM Lead ORDER BY LastName LIMIT 100`,
  row: z.object({ LastName: z.string() }),
};

async function open(
  count: number,
): Promise<{ simulator: SalesforceSimulator; client: SalesforceClient } & AsyncDisposable> {
  const simulator = await startSalesforceSimulator({ queryPageSize: 3 });
  for (let index = 0; index < count; index += 1) {
    simulator.seed('Lead', { LastName: `L${String(index).padStart(2, '0')}`, Company: 'Demo' });
  }
  const client = createSalesforceClient({
    loginUrl: simulator.origin,
    credentials: demoCredentials,
    clock: systemClock,
  });
  return { simulator, client, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
}

describe('a query', () => {
  it.each([0, 1, 3, 4, 10])('reads all of %i rows, three to a page', async (count) => {
    await using under = await open(count);
    const rows = await query(under.client, request, signal);
    expect(rows.map(({ LastName }) => LastName)).toEqual(
      Array.from({ length: count }, (_, index) => `L${String(index).padStart(2, '0')}`),
    );
  });

  it('goes on with the next page after the session has ended between two', async () => {
    await using under = await open(7);
    const code = 'INVALID_SESSION_ID';
    under.simulator.faults.set([{ operation: 'query.more', kind: 'error', status: 401, code }]);
    expect(await query(under.client, request, signal)).toHaveLength(7);
  });

  it('fails for now when the org has forgotten the next page', async () => {
    await using under = await open(7);
    const code = 'INVALID_QUERY_LOCATOR';
    under.simulator.faults.set([{ operation: 'query.more', kind: 'error', status: 400, code }]);
    await expect(query(under.client, request, signal)).rejects.toMatchObject({ retryable: true });
  });

  it.each([
    ['without an end', { done: false, nextRecordsUrl: '/services/data/v67.0/query/01g-2' }],
    ['without the next page', { done: false }],
    [
      'elsewhere',
      { done: false, nextRecordsUrl: 'https://evil.example/services/data/v67.0/query/1' },
    ],
  ])('refuses a list %s', async (_what, page) => {
    const paths: string[] = [];
    const client: SalesforceClient = {
      send({ path }) {
        paths.push(path);
        return Promise.resolve({ records: [], ...page });
      },
    };
    await expect(query(client, request, signal)).rejects.toMatchObject({ code: 'message-invalid' });
    expect(paths.length).toBeLessThan(30);
    expect(paths.join()).not.toContain('evil');
  });
});
