import { describe, expect, it } from 'vitest';
import {
  startSalesforceSimulator,
  type SalesforceSimulator,
} from '@standardiste/sandbox/vendors/salesforce/salesforce-simulator.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { demoCredentials } from './fixtures/demo-crm.ts';
import { updateRows, type CollectionDependencies, type RowChange } from './collection.ts';
import { createSalesforceClient } from './salesforce-client.ts';

const { signal } = new AbortController();
const what = 'link the tasks';

async function open(): Promise<
  {
    simulator: SalesforceSimulator;
    dependencies: CollectionDependencies;
    person: string;
    ids: string[];
    linked(): unknown[];
  } & AsyncDisposable
> {
  const simulator = await startSalesforceSimulator();
  const client = createSalesforceClient({
    loginUrl: simulator.origin,
    credentials: demoCredentials,
    clock: systemClock,
  });
  const person = simulator.seed('Contact', { LastName: 'Démo' });
  const ids = ['A', 'B', 'C'].map((Subject) => simulator.seed('Task', { Subject }));
  return {
    simulator,
    dependencies: { client, clock: systemClock, random: () => 0.05 },
    person,
    ids,
    linked: () => simulator.state().tasks.map(({ WhoId }) => WhoId ?? null),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

const rowsOf = (ids: readonly string[], WhoId: string): RowChange[] =>
  ids.map((id) => ({ object: 'Task', id, fields: { WhoId } }));

describe('records changed in one request', () => {
  it('are all changed by one', async () => {
    await using under = await open();
    const rows = rowsOf(under.ids, under.person);
    await updateRows(under.dependencies, { rows, what }, signal);
    expect(under.linked()).toEqual([under.person, under.person, under.person]);
    const requests = under.simulator.state().requests;
    expect(requests.filter((operation) => operation === 'composite.sobjects')).toHaveLength(1);
  });

  it('fail one by one: a row that is refused stops no other, and is told', async () => {
    await using under = await open();
    const good = rowsOf(under.ids, under.person);
    const bad: RowChange = { object: 'Task', id: under.ids[1] ?? '', fields: { Nothing__c: 'x' } };
    const rows = good.with(1, bad);
    await expect(updateRows(under.dependencies, { rows, what }, signal)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('INVALID_FIELD') as unknown,
    });
    expect(under.linked()).toEqual([under.person, null, under.person]);
  });

  it('that are gone are left out', async () => {
    await using under = await open();
    const rows = rowsOf([...under.ids, '00TFk0000000zzzEAA'], under.person);
    await updateRows(under.dependencies, { rows, what }, signal);
    expect(under.linked()).toEqual([under.person, under.person, under.person]);
  });

  it('that are locked are tried again alone, until they are free', async () => {
    await using under = await open();
    const lock = under.simulator.lockRow(under.ids[0] ?? '');
    systemClock.schedule(40, () => lock[Symbol.dispose]());
    const rows = rowsOf(under.ids, under.person);
    const dependencies = { ...under.dependencies, random: () => 0.5 };
    await updateRows(dependencies, { rows, what }, signal);
    expect(under.linked()).toEqual([under.person, under.person, under.person]);
  });

  it('that stay locked are for the event to come again; the others are changed', async () => {
    await using under = await open();
    using _lock = under.simulator.lockRow(under.ids[0] ?? '');
    const rows = rowsOf(under.ids, under.person);
    await expect(updateRows(under.dependencies, { rows, what }, signal)).rejects.toMatchObject({
      retryable: true,
    });
    expect(under.linked()).toEqual([null, under.person, under.person]);
    const requests = under.simulator.state().requests;
    expect(requests.filter((operation) => operation === 'composite.sobjects')).toHaveLength(3);
  });

  it('are refused when they are more than a request takes', async () => {
    await using under = await open();
    const rows = rowsOf(
      Array.from({ length: 201 }, () => under.ids[0] ?? ''),
      under.person,
    );
    const failure = updateRows(under.dependencies, { rows, what }, signal);
    await expect(failure).rejects.toThrow(TypeError);
  });
});
