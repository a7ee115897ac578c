import fc from 'fast-check';
import {
  messageStatuses,
  type MessageStatus,
} from '@standardiste/shared/contracts/message-events.ts';
import { describe, expect, it } from 'vitest';
import { hasFailed, nextStatus } from './delivery-status.ts';

describe('nextStatus', () => {
  it.each<[MessageStatus | undefined, MessageStatus, MessageStatus]>([
    [undefined, 'queued', 'queued'],
    ['queued', 'sent', 'sent'],
    ['sent', 'delivered', 'delivered'],
    ['delivered', 'sent', 'delivered'],
    ['delivered', 'queued', 'delivered'],
    ['delivered', 'undelivered', 'delivered'],
    ['undelivered', 'sent', 'undelivered'],
    ['undelivered', 'delivered', 'undelivered'],
    ['failed', 'sent', 'failed'],
    ['canceled', 'queued', 'canceled'],
    ['delivered', 'read', 'read'],
    ['read', 'delivered', 'read'],
    ['failed', 'read', 'failed'],
    ['sent', 'read', 'read'],
  ])('%s, then %s, is %s', (known, reported, expected) => {
    expect(nextStatus(known, reported)).toBe(expected);
  });

  it('comes to the same end in every order, and however often each report comes', () => {
    const end = (reports: readonly MessageStatus[]) =>
      reports.reduce<MessageStatus | undefined>(nextStatus, undefined);
    const life = fc.constantFrom<MessageStatus[]>(
      ['accepted', 'queued', 'sending', 'sent', 'delivered'],
      ['queued', 'sent', 'undelivered'],
      ['scheduled', 'queued', 'failed'],
      ['scheduled', 'canceled'],
    );
    fc.assert(
      fc.property(
        life.chain((steps) =>
          fc.tuple(
            fc.constant(steps),
            fc.shuffledSubarray([...steps, ...steps], { minLength: steps.length * 2 }),
          ),
        ),
        ([steps, shuffled]) => {
          expect(end(shuffled)).toBe(steps.at(-1));
        },
      ),
    );
  });

  it('knows failure when it sees it', () => {
    expect(messageStatuses.filter(hasFailed)).toEqual(['undelivered', 'failed']);
  });
});
