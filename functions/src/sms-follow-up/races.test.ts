import { describe, expect, it } from 'vitest';
import { openSmsFollowUp, type Interruption } from './fixtures/open-sms-follow-up.ts';
import { booked, moved, profile, stop } from './fixtures/school.ts';

const dayMs = 86_400_000;
const messagingServiceSid = `MG${'1'.repeat(32)}`;
const sms = { ...profile.sms, reminder: { minutesBefore: 1_440 } };

async function open(service: string | undefined = messagingServiceSid) {
  const under = await openSmsFollowUp({
    profile: { ...profile, sms },
    messagingServiceSid: service,
  });
  const reminders = () => under.arrived().filter(({ body }) => body.includes('rappelons'));
  const writeStop = () => under.publishAtOnce('message-received', 'SM1:message-received', stop);
  return {
    ...under,
    reminders,
    writeStop,
    [Symbol.asyncDispose]: () => under[Symbol.asyncDispose](),
  };
}

/** Twilio takes the reminder and never answers, and cannot be asked about it for a while. */
const lostReminder = [
  { operation: 'messages.create', skip: 1, kind: 'hang-after-commit' as const },
  { operation: 'messages.list', kind: 'error' as const, status: 503 },
];

describe('a reminder whose answer was lost', () => {
  it('is taken back when the appointment moves before it is tried again', async () => {
    await using under = await open();
    under.faults.set(lostReminder);
    under.beforeRetry(() => under.publishAtOnce('appointment-changed', 'CA1:appointment-2', moved));
    await under.publish('appointment-changed', 'CA1:appointment-1', booked);
    await under.pass(8 * dayMs);
    expect(under.reminders()).toHaveLength(1);
    expect(under.reminders()[0]?.body).toContain('jeudi 26 novembre');
  });

  it('is taken back when the person writes STOP before it is tried again', async () => {
    await using under = await open();
    under.faults.set(lostReminder);
    under.beforeRetry(under.writeStop);
    await under.publish('appointment-changed', 'CA1:appointment-1', booked);
    await under.pass(8 * dayMs);
    expect(under.reminders()).toEqual([]);
  });
});

describe('STOP that comes while a message is on its way', () => {
  const at =
    (wanted: 'before-send' | 'after-send', work: () => Promise<void>): Interruption =>
    async (moment) => {
      if (moment === wanted) await work();
    };

  it.each(['before-send', 'after-send'] as const)(
    'ends everything else, and takes back what is only scheduled: %s',
    async (moment) => {
      await using under = await open();
      const [first, second] = [at(moment, under.writeStop), at(moment, under.writeStop)];
      under.during(moment === 'before-send' ? first : () => Promise.resolve());
      if (moment === 'after-send') under.during(second);
      await under.publish('appointment-changed', 'CA1:appointment-1', booked);
      await under.publish('appointment-changed', 'CA1:appointment-2', moved);
      await under.pass(8 * dayMs);
      // The one that was in the provider's hands at that instant; nothing after it.
      expect(under.arrived().map(({ body }) => /confirmé/.exec(body)?.[0])).toEqual(['confirmé']);
    },
  );

  it.each(['before-send', 'after-send'] as const)(
    'takes back a reminder that is just being scheduled: %s',
    async (moment) => {
      await using under = await open();
      const nothing: Interruption = () => Promise.resolve();
      // Two for the confirmation, two for the reminder.
      for (const each of [
        nothing,
        nothing,
        at(moment, under.writeStop),
        at(moment, under.writeStop),
      ])
        under.during(each);
      await under.publish('appointment-changed', 'CA1:appointment-1', booked);
      await under.pass(8 * dayMs);
      expect(under.reminders()).toEqual([]);
      expect(under.arrived()).toHaveLength(1);
    },
  );
});
