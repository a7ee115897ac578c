import { describe, expect, it } from 'vitest';
import { TopicMissingError } from '../cloud/event-bus.ts';
import {
  ConfigInvalidError,
  OperationTimedOutError,
  VendorFailedError,
} from '../errors/callbot-error.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { explainFailure } from './explain-failure.ts';
import { failureKind } from './failure-kind.ts';
import { runHealthChecks } from './run-health-checks.ts';

function failure(message: string, cause?: unknown): VendorFailedError {
  return new VendorFailedError(message, { vendor: 'any', retryable: true, cause });
}

const withFields = (fields: object): Error => Object.assign(new Error('no'), fields);

describe('the kind of a failure', () => {
  it.each([
    ['unreachable', failure('x', withFields({ code: 'ECONNREFUSED' }))],
    [
      'unreachable',
      failure('x', new TypeError('fetch failed', { cause: withFields({ code: 'ENOTFOUND' }) })),
    ],
    ['unreachable', failure('x', withFields({ code: 14 }))],
    ['not-signed-in', failure('x', withFields({ code: 16 }))],
    ['not-signed-in', failure('x', withFields({ status: 401, code: 20003 }))],
    ['not-signed-in', failure('Salesforce refused the sign-in: invalid_grant: expired')],
    ['not-signed-in', new Error('Could not load the default credentials.')],
    ['not-signed-in', new ConfigInvalidError('openai refuses the key that it is given (…)')],
    ['forbidden', failure('x', withFields({ code: 7 }))],
    [
      'forbidden',
      failure('Salesforce failed to find: INSUFFICIENT_ACCESS', withFields({ status: 403 })),
    ],
    ['missing', new TopicMissingError('There is no topic', { cause: withFields({ code: 5 }) })],
    ['missing', failure('x', withFields({ response: { status: 404 } }))],
    ['limited', failure('x', withFields({ status: 429 }))],
    ['failing', failure('x', withFields({ statusCode: 503 }))],
    ['refused', failure('x', withFields({ code: 3 }))],
    ['timed-out', new OperationTimedOutError('Asking took longer than 20 ms')],
    ['misconfigured', new ConfigInvalidError('LLM_MODEL is needed')],
    ['limited', failure('freebusy.query: 403 rateLimitExceeded', withFields({ status: 403 }))],
    ['failing', failure('Salesforce refused the sign-in: undefined:')],
    ['unknown', 'a text'],
  ])('is %s for %o', (kind, error) => {
    expect(failureKind(error)).toBe(kind);
  });
});

describe('a check', () => {
  const signal = new AbortController().signal;

  it('tells what it saw, and how long that took', async () => {
    const clock = new VirtualClock();
    const check = {
      integration: 'pubsub',
      run: () => Promise.resolve('a message was taken'),
    } as const;
    expect(await runHealthChecks('media-relay', [check], { clock, signal })).toEqual([
      {
        process: 'media-relay',
        integration: 'pubsub',
        name: null,
        isHealthy: true,
        says: 'a message was taken',
        advice: null,
        durationMs: 0,
      },
    ]);
  });

  it('explains a failure with what to do, the advice of the service before the general one', async () => {
    const error = failure('Twilio failed to look', withFields({ status: 401 }));
    const check = { integration: 'twilio', name: 'sms', run: () => Promise.reject(error) } as const;
    const [finding] = await runHealthChecks('sms-follow-up', [check], {
      clock: new VirtualClock(),
      signal,
    });
    expect(finding).toMatchObject({ isHealthy: false, name: 'sms' });
    expect(finding?.says).toBe('It does not accept the credentials: Twilio failed to look');
    expect(finding?.advice).toContain('region');
    expect(explainFailure('summaries', error).advice).toContain('Renew the key');
  });

  it('that hangs is given up, and the others are not kept waiting', async () => {
    const clock = new VirtualClock();
    const hanging = {
      integration: 'salesforce',
      run: () => new Promise<never>(() => undefined),
    } as const;
    const quick = { integration: 'pubsub', run: () => Promise.resolve('ok') } as const;
    const running = runHealthChecks('x', [hanging, quick], { clock, signal, timeoutMs: 500 });
    await clock.advance(500);
    const findings = await running;
    expect(findings.map(({ isHealthy }) => isHealthy)).toEqual([false, true]);
    expect(findings[0]?.says).toContain('did not answer in time');
  });

  it('shortens what a client quotes', () => {
    expect(explainFailure('pubsub', new Error('x'.repeat(5_000))).cause.length).toBeLessThan(450);
  });
});
