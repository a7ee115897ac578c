import { describe, expect, it } from 'vitest';
import { frontDeskProfile, schoolProfile } from '../../../sandbox/src/world/school.ts';
import { toolsOf } from './ask-model.ts';
import { callOutcome } from './call-outcome.ts';
import { fromCheckpoint, toCheckpoint } from './checkpoint.ts';
import { phrases } from './phrases.ts';
import { Talk } from './talk.fixture.ts';
import { defaultTimings } from './timings.ts';

const { transfer } = frontDeskProfile;
/** Friday 20 November 2026, 10:00 in Paris, as in every talk. */
const morningMs = Date.UTC(2026, 10, 20, 9, 0, 0);

/** A caller who has just asked for a person; the model has the floor. */
function open(profile = frontDeskProfile): Talk {
  const talk = new Talk();
  talk.state = { ...talk.state, profile };
  talk.send({ type: 'call-started' }).hear();
  return talk.say('je voudrais parler à quelqu’un');
}

function mayRing(profile: typeof frontDeskProfile, atMs = morningMs): boolean {
  return toolsOf(open(profile).state, atMs).some(({ name }) => name === 'transfer_call');
}

/** Where the call stands when the person is rung. */
function ringing(): Talk {
  return open().callTool('transfer_call', { reason: 'une attestation' }).hear();
}

/** The call on the relay that takes it over. */
function comeBack(talk: Talk): Talk {
  const { conversation = null } = toCheckpoint(talk.state);
  const state = fromCheckpoint(conversation, {
    profile: frontDeskProfile,
    timings: defaultTimings,
  });
  return new Talk(state).send({ type: 'call-resumed' });
}

describe('a caller who wants a person', () => {
  it('is told, without being able to interrupt, and then the line is left', () => {
    const talk = open().callTool('transfer_call', { reason: 'une attestation' });
    expect(talk.state.agentTurn).toMatchObject({ isProtected: true });
    expect(talk.effects.some(({ type }) => type === 'transfer')).toBe(false);
    talk.hear();
    expect(talk.effects.filter(({ type }) => type === 'transfer')).toHaveLength(1);
    expect(talk.state.stage).toBe('transfer');
    expect(callOutcome(talk.state)).toBe('transferred');
  });

  it('hears nothing more from the callbot while a person is rung', () => {
    const talk = ringing();
    talk.effects = [];
    talk.send(
      { type: 'caller-voice-start', startedAtMs: morningMs },
      { type: 'caller-final', text: 'allô ?' },
      { type: 'timer', name: 'silence' },
      { type: 'dtmf', digit: '1' },
    );
    expect(talk.effects).toEqual([]);
  });

  it('is offered a call back when nobody has answered, and is not connected again', () => {
    const talk = comeBack(ringing());
    expect(talk.state.stage).toBe('converse');
    expect(talk.takeSaid()).toEqual([phrases.nobodyAnswered]);
    expect(callOutcome(talk.state)).toBe('no-action');
    expect(toolsOf(talk.state, morningMs).map(({ name }) => name)).not.toContain('transfer_call');
  });

  it('keeps what was achieved before', () => {
    const talk = open();
    talk.state = { ...talk.state, hasCallBackPromise: true };
    talk.callTool('transfer_call', { reason: 'une attestation' }).hear();
    expect(callOutcome(talk.state)).toBe('transferred');
    expect(callOutcome(comeBack(talk).state)).toBe('call-back-promised');
  });

  it('cannot be connected where the profile names nobody', () => {
    expect(mayRing(schoolProfile)).toBe(false);
    expect(mayRing(frontDeskProfile)).toBe(true);
    const talk = open(schoolProfile).callTool('transfer_call', { reason: 'x' });
    expect(talk.effects.some(({ type }) => type === 'say')).toBe(false);
  });

  it.each([
    ['in the morning', '2026-11-20T09:00:00Z', true],
    ['at noon', '2026-11-20T11:30:00Z', false],
    ['in the evening', '2026-11-20T17:00:00Z', false],
    ['on Saturday', '2026-11-21T09:00:00Z', false],
    ['on a holiday', '2026-11-11T09:00:00Z', false],
  ])('is connected during the company’s hours: %s', (_, at, expected) => {
    const { openingHours: _always, ...person } = transfer ?? { phone: '', ringSeconds: 25 };
    const profile = { ...frontDeskProfile, transfer: person };
    expect(mayRing(profile, Date.parse(at))).toBe(expected);
  });
});
