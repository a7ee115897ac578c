import { describe, expect, it } from 'vitest';
import { phrases } from './phrases.ts';
import { Talk } from './talk.fixture.ts';

const watchdog = { type: 'timer', name: 'watchdog' } as const;
const inTalk = (): Talk => new Talk().send({ type: 'call-started' }).hear();
const named = (talk: Talk, type: string) => talk.effects.filter((effect) => effect.type === type);

describe('the watchdog', () => {
  it('is armed anew with every event while the agent has the floor', () => {
    const talk = inTalk().say('Combien coûte la formation ?');
    talk.effects = [];
    talk.send({ type: 'agent-first-token', turnId: talk.turnId });
    expect(talk.effects).toEqual([{ type: 'set-timer', name: 'watchdog', delayMs: 60_000 }]);
  });

  it('gives up a turn in which nothing happens: it is cut, the caller asked again, and it is counted', () => {
    const talk = inTalk().say('Combien coûte la formation ?');
    const stuck = talk.turnId;
    talk.effects = [];
    talk.send(watchdog);
    expect(named(talk, 'cut-turn')).toEqual([{ type: 'cut-turn', turnId: stuck }]);
    expect(talk.state.watchdogCount).toBe(1);
    expect(talk.turnId).not.toBe(stuck);
    expect(talk.takeSaid()).toEqual([phrases.notUnderstood]);
    // The cut of the old turn is told late, and disturbs the new one no more.
    talk.send({ type: 'turn-cut', turnId: stuck, heard: '' });
    talk.send({ type: 'turn-played', turnId: talk.turnId, heard: phrases.notUnderstood });
    expect(talk.state.agentTurn).toBeUndefined();
    expect(talk.state.armedTimers).toContain('silence');
  });

  it('takes back what functions were asked for', () => {
    const talk = inTalk().say('un rendez-vous').callTool('find_slots', { when: 'mardi' });
    talk.effects = [];
    talk.send(watchdog);
    expect(named(talk, 'withdraw-tool')).toHaveLength(1);
    expect(talk.state.pendingTools).toEqual([]);
  });

  it('hangs up when the goodbye is what is stuck', () => {
    const talk = inTalk().say('Au revoir').callTool('end_call');
    const { turnId } = talk;
    talk.send(watchdog, { type: 'turn-cut', turnId, heard: '' });
    expect(named(talk, 'hang-up')).toHaveLength(1);
    expect(talk.state.stage).toBe('ended');
  });

  it('counts it when nothing was going to happen any more, and lets silence count', () => {
    const lost = { ...inTalk().state, armedTimers: [] };
    const talk = new Talk(lost).send({ type: 'tool-failed', toolCallId: 'none', reason: 'none' });
    expect(talk.state).toMatchObject({ watchdogCount: 1, armedTimers: ['silence'] });
    expect(named(talk, 'set-timer')).toEqual([
      { type: 'set-timer', name: 'silence', delayMs: 15_000 },
    ]);
  });

  it('does nothing when nobody has the floor', () => {
    const talk = inTalk();
    talk.effects = [];
    talk.send(watchdog);
    expect(talk.state.watchdogCount).toBe(0);
    expect(talk.effects).toEqual([]);
  });
});
