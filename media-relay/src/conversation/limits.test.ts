import { describe, expect, it } from 'vitest';
import { slotId } from '../tools/offered-slots.ts';
import { phrases } from './phrases.ts';
import { Talk } from './talk.fixture.ts';

const slot = {
  startAt: '2026-11-24T09:00:00.000Z',
  endAt: '2026-11-24T09:30:00.000Z',
  advisorId: 'sophie',
};
const booked = { type: 'booked', appointmentId: 'a1', ...slot };
const duration = { type: 'timer', name: 'duration' } as const;

/** The slot is being read back; the call is told to end in a minute. */
function readBackAtTheEnd(): Talk {
  const talk = new Talk().send({ type: 'call-started' }).hear().say('un rendez-vous');
  talk.callTool(
    'find_slots',
    { when: 'mardi' },
    { slots: [slot], alternatives: [], refusal: null },
  );
  talk.callTool('propose_appointment', { slotId: slotId(slot) });
  return talk.send(duration).hear();
}

const hangUps = ({ effects }: Talk) => effects.filter(({ type }) => type === 'hang-up');

describe('the longest time of a call', () => {
  it('does not end it while a booking is under way: the outcome is told first', () => {
    const talk = readBackAtTheEnd().say('oui');
    talk.takeSaid();
    talk.send(duration);
    expect(talk.state).toMatchObject({ stage: 'confirm', isEnding: 'finishing' });
    talk.send({ type: 'tool-done', toolCallId: 'book-1', result: booked });
    const [told = ''] = talk.takeSaid();
    expect(told).toContain("C'est confirmé");
    talk.send({ type: 'agent-phrase-start', turnId: talk.turnId, text: told });
    talk.send({ type: 'agent-audio-ready', turnId: talk.turnId, isAnswer: true });
    talk.send({ type: 'turn-played', turnId: talk.turnId, heard: told });
    expect(talk.takeSaid()).toEqual([phrases.timeIsUp]);
    talk.send({ type: 'turn-played', turnId: talk.turnId, heard: phrases.timeIsUp });
    expect(hangUps(talk)).toEqual([{ type: 'hang-up', outcome: 'appointment-booked' }]);
  });

  it('lets the caller still agree to what was read back, and ends the call when they do not', () => {
    const talk = readBackAtTheEnd().send(duration);
    expect(talk.state.stage).toBe('confirm');
    talk.say('non');
    const { turnId } = talk;
    talk.send({ type: 'agent-phrase-start', turnId, text: 'Bien.' });
    talk.send({ type: 'agent-response-end', turnId });
    talk.takeSaid();
    talk.send({ type: 'turn-played', turnId, heard: 'Bien.' });
    expect(talk.takeSaid()).toEqual([phrases.timeIsUp]);
  });

  it('gives bounded extra time: an answer that never comes ends the call, and the request is taken back', () => {
    const talk = readBackAtTheEnd().send(duration).say('oui');
    expect(talk.state.isEnding).toBe('finishing');
    talk.send(duration);
    expect(talk.state.isEnding).toBe('last');
    talk.effects = [];
    talk.send(duration);
    expect(talk.effects).toContainEqual({ type: 'withdraw-tool', toolCallId: 'book-1' });
    expect(talk.state).toMatchObject({ isEnding: 'over', stage: 'close', pendingTools: [] });
    talk.send({ type: 'turn-played', turnId: talk.turnId, heard: '' });
    talk.send({ type: 'turn-played', turnId: talk.turnId, heard: phrases.timeIsUp });
    expect(hangUps(talk)).toHaveLength(1);
  });

  it('ends a call without anything under way a minute after the warning', () => {
    const talk = new Talk().send({ type: 'call-started' }).hear().send(duration);
    expect(talk.takeSaid()).toEqual([phrases.oneMinuteLeft]);
    talk.send({ type: 'turn-played', turnId: talk.turnId, heard: phrases.oneMinuteLeft });
    talk.send(duration);
    expect(talk.takeSaid()).toEqual([phrases.timeIsUp]);
  });
});
