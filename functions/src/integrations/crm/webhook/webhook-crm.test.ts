import { describe, expect, it } from 'vitest';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describeCrm, type CrmUnderTest } from '../crm.contract.ts';
import { startWebhookReceiver } from './fixtures/webhook-receiver.ts';
import { createWebhookCrm } from './webhook-crm.ts';
import { webhookCrmOptions } from './webhook-config.ts';

const secret = 'a-secret-for-this-test';
const { signal } = new AbortController();
const phone = '+33639980001';

async function open(): Promise<CrmUnderTest> {
  const receiver = await startWebhookReceiver(secret);
  const { url, people, calls, appointments } = receiver;
  return {
    crm: createWebhookCrm({ url, secret, clock: systemClock, timeoutMs: 600 }),
    addUser: (name) => `user-${name}`,
    addPerson({ record, lastActivity = '', ownerId = null, ...person }) {
      const recordId = `${record}-${people.length + 1}`;
      people.push({ ...person, record, recordId, email: null, ownerId, lastActivity });
      return { record, recordId };
    },
    calls: () =>
      [...calls.values()].map(({ person, ...call }) => ({ ...call, personId: person?.recordId })),
    followUps: () =>
      [...receiver.followUps.values()].map(({ subject, person, dueDate }) => ({
        subject,
        personId: person?.recordId,
        dueDate,
      })),
    appointments: () =>
      [...appointments.values()].map(({ person, startAt, subject }) => ({
        personId: person?.recordId,
        startAt: new Date(startAt),
        subject,
      })),
    leads: () => people.filter(({ record }) => record === 'lead'),
    loseNextAnswer: () => void (receiver.next = 'do-and-hang'),
    refuseNext: () => void (receiver.next = 'refuse'),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

describeCrm('A CRM behind a webhook', open);

describe('the webhook', () => {
  it('is signed with the secret, and no second try helps without it', async () => {
    await using receiver = await startWebhookReceiver('another-secret-than-ours');
    const crm = createWebhookCrm({ url: receiver.url, secret, clock: systemClock });
    await expect(crm.findPersonByPhone(phone, signal)).rejects.toMatchObject({
      code: 'vendor-failed',
      retryable: false,
    });
  });

  it('needs its address and its secret', () => {
    expect(webhookCrmOptions({ CRM_PROVIDER: 'salesforce' })).toBeUndefined();
    expect(() => webhookCrmOptions({ CRM_PROVIDER: 'webhook' })).toThrow(/CRM_WEBHOOK_URL/);
  });
});
