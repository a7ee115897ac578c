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
      const rest = { email: null, ownerId, lastActivity, isAmbiguous: false };
      people.push({ ...person, record, recordId, ...rest });
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

  it('takes a transcript for a call that is there, once under one title', async () => {
    await using receiver = await startWebhookReceiver(secret);
    const crm = createWebhookCrm({ url: receiver.url, secret, clock: systemClock });
    const file = { key: 'CA1', title: 'Transcription CA1', text: 'Appelant : été 😀' };
    expect(await crm.attachTranscript(file, signal)).toBe(false);
    const call = { key: 'CA1', subject: 'Appel', disposition: '', description: '' };
    const rest = { durationSeconds: 1, date: '2026-11-24', person: null, ownerId: null };
    await crm.saveCall({ ...call, ...rest }, signal);
    receiver.next = 'refuse';
    await expect(crm.attachTranscript(file, signal)).rejects.toMatchObject({ retryable: true });
    expect(await crm.attachTranscript(file, signal)).toBe(true);
    expect(await crm.attachTranscript(file, signal)).toBe(true);
    expect([...receiver.files]).toEqual([['CA1/Transcription CA1', file.text]]);
  });

  it('moves an opportunity from the stages that the profile names, and makes one where there is none', async () => {
    await using receiver = await startWebhookReceiver(secret);
    const crm = createWebhookCrm({ url: receiver.url, secret, clock: systemClock });
    const opportunity = {
      key: 'CA1',
      contactId: 'contact-1',
      name: 'Appel callbot – A B',
      stage: 'Rendez-vous',
      moveFrom: ['Nouveau'],
      closeDate: '2026-12-24',
      ownerId: null,
    };
    const stageOf = (): unknown => receiver.opportunities.get('contact-1')?.stage;
    await crm.advanceOpportunity({ ...opportunity, stage: 'Nouveau' }, signal);
    expect(stageOf()).toBe('Nouveau');
    await crm.advanceOpportunity(opportunity, signal);
    await crm.advanceOpportunity({ ...opportunity, stage: 'Gagné' }, signal);
    expect(stageOf()).toBe('Rendez-vous');
    receiver.next = 'refuse';
    const refused = crm.advanceOpportunity(opportunity, signal);
    await expect(refused).rejects.toMatchObject({ retryable: true, ambiguous: true });
  });

  it('needs its address and its secret', () => {
    expect(webhookCrmOptions({ CRM_PROVIDER: 'salesforce' })).toBeUndefined();
    expect(() => webhookCrmOptions({ CRM_PROVIDER: 'webhook' })).toThrow(/CRM_WEBHOOK_URL/);
  });
});
