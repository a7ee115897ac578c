import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSmsFollowUp } from './fixtures/open-sms-follow-up.ts';
import { booked, moved, phone, profile, stop } from './fixtures/school.ts';

const fault = fc.record({
  operation: fc.constantFrom('messages.create', 'messages.list', 'messages.update'),
  skip: fc.integer({ min: 0, max: 2 }),
  times: fc.integer({ min: 1, max: 2 }),
  mishap: fc.constantFrom(
    { kind: 'hang-after-commit' as const },
    { kind: 'hang' as const },
    { kind: 'error' as const, status: 429 },
    { kind: 'error' as const, status: 500 },
    { kind: 'error-after-commit' as const, status: 503 },
  ),
});
const death = fc.record({
  dieAt: fc.integer({ min: 0, max: 14 }),
  when: fc.constantFrom('before' as const, 'after' as const),
});
const weather = fc.record({
  faults: fc.array(fault, { maxLength: 4 }),
  deaths: fc.array(death, { maxLength: 6 }),
  callbacks: fc.constantFrom(
    'in-order' as const,
    'twice' as const,
    'reversed' as const,
    'late' as const,
  ),
  hasService: fc.boolean(),
  isDoubled: fc.boolean(),
});
type Weather = typeof weather extends fc.Arbitrary<infer T> ? T : never;

const sms = { ...profile.sms, reminder: { minutesBefore: 1_440 } };
const dayMs = 86_400_000;

async function open({ faults, deaths, callbacks, hasService }: Weather) {
  const messagingServiceSid = hasService ? `MG${'1'.repeat(32)}` : undefined;
  const under = await openSmsFollowUp({ profile: { ...profile, sms }, messagingServiceSid });
  under.faults.set(faults.map(({ mishap, ...rest }) => ({ ...rest, ...mishap })));
  under.api.orderCallbacks(callbacks);
  for (const each of deaths) under.die(each);
  return under;
}

/** Days pass, and the scheduler calls; often enough for this. */
async function passDays(under: Awaited<ReturnType<typeof open>>, days: number): Promise<void> {
  for (let half = 0; half < days * 2; half += 1) {
    await under.pass(dayMs / 2);
    await under.sweep();
  }
}

describe('in any weather', () => {
  it(
    'somebody receives each message that is meant for them, once',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(weather, fc.boolean(), async (each, isReversed) => {
          await using under = await open(each);
          const changes = isReversed ? [moved, booked] : [booked, moved];
          for (const data of each.isDoubled ? [...changes, ...changes] : changes) {
            await under.publish('appointment-changed', `CA1:appointment-${data.version}`, data);
          }
          await passDays(under, 7);
          const arrived = under.arrived();
          const words = arrived.map(({ body }) => /confirmé|déplacé|rappelons/.exec(body)?.[0]);
          // An earlier version that comes after a later one is nobody's news.
          expect(words).toEqual([...(isReversed ? [] : ['confirmé']), 'déplacé', 'rappelons']);
          expect(arrived.at(-1)?.body).toContain('jeudi 26 novembre à 10 h');
          expect(new Set(arrived.map(({ status }) => status))).toEqual(new Set(['delivered']));
        }),
        { numRuns: 60, seed: 7 },
      );
    },
  );

  it('nobody receives anything after STOP', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(weather, async (each) => {
        await using under = await open(each);
        await under.publish('appointment-changed', 'CA1:appointment-1', booked);
        const before = under.arrived().filter(({ status }) => status !== 'scheduled').length;
        await under.publish('message-received', 'SM1:message-received', stop);
        await under.publish('appointment-changed', 'CA1:appointment-2', moved);
        await passDays(under, 7);
        const delivered = under.arrived().filter(({ status }) => status !== 'scheduled');
        expect(delivered).toHaveLength(before);
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it(
    'nothing is on its way any more once STOP has come, whenever that was',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(weather, fc.integer({ min: 0, max: 7 }), async (each, stopsAt) => {
          await using under = await open(each);
          let stopMs: number | undefined;
          const writeStop = async (): Promise<void> => {
            if (stopMs !== undefined) return;
            // A process that dies of it takes it once more, below.
            await under
              .publishAtOnce('message-received', 'SM1:message-received', stop)
              .then(() => (stopMs = under.clock.now()))
              .catch(() => undefined);
          };
          for (let n = 0; n < stopsAt; n += 1) under.during(() => Promise.resolve());
          under.during(writeStop);
          await under.publish('appointment-changed', 'CA1:appointment-1', booked);
          if (stopMs === undefined) {
            await under.publish('message-received', 'SM1:message-received', stop);
            stopMs = under.clock.now();
          }
          await under.publish('appointment-changed', 'CA1:appointment-2', moved);
          await passDays(under, 7);
          // What was in the provider's hands at that instant leaves within seconds.
          const late = under
            .arrived()
            .filter(({ sentAtMs }) => (sentAtMs ?? 0) > (stopMs ?? 0) + 10_000);
          expect(late).toEqual([]);
          expect(under.arrived().filter(({ status }) => status === 'scheduled')).toEqual([]);
        }),
        { numRuns: 60, seed: 13 },
      );
    },
  );

  it('an opt-out that only the provider knew is asked for once', async () => {
    await using under = await openSmsFollowUp({ profile });
    under.api.optOut(phone);
    let asked = 0;
    const next = under.faults.next.bind(under.faults);
    under.faults.next = (operation) => {
      if (operation === 'messages.create') asked += 1;
      return next(operation);
    };
    await under.publish('appointment-changed', 'CA1:appointment-1', booked);
    await under.publish('appointment-changed', 'CA1:appointment-2', moved);
    expect(asked).toBe(1);
  });
});
