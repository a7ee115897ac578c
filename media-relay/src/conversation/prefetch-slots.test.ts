import { describe, expect, it } from 'vitest';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { Talk } from './talk.fixture.ts';

const slotAt = (startAt: string) => ({
  startAt,
  endAt: new Date(Date.parse(startAt) + 1_800_000).toISOString(),
  advisorId: 'sophie',
});
const found = { slots: [slotAt('2026-11-20T10:30:00.000Z')], alternatives: [], refusal: null };
const newer = { slots: [slotAt('2026-11-20T13:00:00.000Z')], alternatives: [], refusal: null };
const soon = { when: 'le plus tôt possible' };
const prefetchId = 'prefetch-1';

/** A call in which the caller has just been recognised. */
function recognised(caller: CallerIdentity = camille): Talk {
  const talk = new Talk().send({ type: 'call-started' });
  talk.state = { ...talk.state, caller: null };
  return talk.send({ type: 'caller-identified', caller });
}

const answered = (talk: Talk): Talk =>
  talk.send({ type: 'tool-done', toolCallId: prefetchId, result: found });

describe('the soonest slots', () => {
  it('are looked up while a known caller is being greeted, and told without asking again', () => {
    const talk = recognised();
    expect(talk.requests('calendar.find-slots')).toMatchObject([
      { toolCallId: prefetchId, arguments: { windows: [], advisorId: 'sophie', limit: 3 } },
    ]);
    answered(talk).hear().say('un rendez-vous').callTool('find_slots', soon);
    expect(talk.requests('calendar.find-slots')).toEqual([]);
    expect(talk.state.offeredSlots).toEqual(found.slots);
    expect(talk.state.agentTurn?.latency.toolMs).toBeLessThan(50);
    expect(talk.state.prefetch).toBeUndefined();
  });

  it('are waited for when they are asked for before they have come', () => {
    const talk = recognised().hear().say('un rendez-vous').callTool('find_slots', soon);
    expect(talk.requests('calendar.find-slots')).toEqual([]);
    expect(talk.state.pendingTools).toMatchObject([{ toolCallId: prefetchId, askedAs: 'tool-1' }]);
    answered(talk);
    expect(talk.state.offeredSlots).toEqual(found.slots);
    const result = talk.state.history.findLast((entry) => entry.role === 'tool');
    expect(result).toMatchObject({ toolCallId: 'tool-1', result: { type: 'slots' } });
  });

  it('are looked up again when 30 s have passed', () => {
    const talk = answered(recognised()).hear().wait(31_000).say('un rendez-vous');
    talk.callTool('find_slots', soon);
    expect(talk.requests('calendar.find-slots')).toHaveLength(1);
    talk.send({ type: 'tool-done', toolCallId: 'tool-1', result: newer });
    expect(talk.state.offeredSlots).toEqual(newer.slots);
  });

  it('serve no other wish: another day, another advisor', () => {
    for (const wish of [{ when: 'mardi' }, { ...soon, advisor: 'Karim' }]) {
      const talk = answered(recognised()).hear().say('un rendez-vous').callTool('find_slots', wish);
      expect(talk.requests('calendar.find-slots')).toHaveLength(1);
    }
  });

  it('are looked up when they are asked for if looking ahead has failed or takes too long', () => {
    const failed = {
      type: 'tool-failed',
      toolCallId: prefetchId,
      reason: 'vendor-failed',
    } as const;
    const late = { type: 'timer', name: `tool:${prefetchId}` } as const;
    for (const event of [failed, late]) {
      const talk = recognised().send(event).hear().say('un rendez-vous');
      talk.callTool('find_slots', soon);
      expect(talk.requests('calendar.find-slots')).toHaveLength(1);
    }
  });

  it('are not looked up for somebody who is not known', () => {
    const talk = recognised({ kind: 'unknown', phone: '+33639980042' });
    expect(talk.requests('calendar.find-slots')).toEqual([]);
  });
});
