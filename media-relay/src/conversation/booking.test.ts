import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import type { CallEffect } from './call-effect.ts';
import { fromCheckpoint, toCheckpoint } from './checkpoint.ts';
import { Talk } from './talk.fixture.ts';
import { defaultTimings } from './timings.ts';

const slot = {
  startAt: '2026-11-24T09:00:00.000Z',
  endAt: '2026-11-24T09:30:00.000Z',
  advisorId: 'sophie',
};
const slotId = `${slot.startAt}/${slot.advisorId}`;
const booked = { type: 'booked', appointmentId: 'a1', ...slot };

/** Up to the read-back of the slot, which is about to be spoken. */
function atReadBack(callerPhone?: string): Talk {
  const talk = new Talk(undefined, callerPhone).send({ type: 'call-started' });
  talk.hear().say('un rendez-vous');
  talk.callTool(
    'find_slots',
    { when: 'mardi' },
    { slots: [slot], alternatives: [], refusal: null },
  );
  return talk.callTool('propose_appointment', { slotId });
}

/** The caller has agreed, and the calendar is asked. */
function atBooking(callerPhone?: string): Talk {
  return atReadBack(callerPhone).hear().say('oui');
}

const bookings = (talk: Talk): readonly CallEffect[] => talk.requests('calendar.book');

describe('a booking', () => {
  it('is asked for once the read-back was heard and accepted, and confirmed once it is done', () => {
    const talk = atBooking();
    expect(bookings(talk)).toHaveLength(1);
    expect(talk.takeSaid().join(' ')).not.toContain('confirmé');
    talk.send({ type: 'tool-done', toolCallId: 'book-1', result: booked });
    expect(talk.takeSaid().join(' ')).toMatch(/C'est confirmé.*Vous allez recevoir un SMS/);
    expect(talk.state.booked).toEqual(slot);
  });

  it('promises no SMS to a landline', () => {
    const talk = atBooking('+33199000042');
    talk.send({ type: 'tool-done', toolCallId: 'book-1', result: booked });
    expect(talk.takeSaid().join(' ')).not.toContain('SMS');
  });

  it('does not take words from before the read-back for an answer to it', () => {
    const talk = atReadBack().send({ type: 'caller-final', text: 'oui' }).hear();
    talk.send({ type: 'timer', name: 'end-of-turn' });
    expect(bookings(talk)).toEqual([]);
    expect(talk.state.stage).toBe('confirm');
  });

  it('is read back again when the read-back could not be spoken whole', () => {
    const talk = atReadBack();
    const { turnId } = talk;
    const [text = ''] = talk.takeSaid();
    talk.send(
      { type: 'agent-phrase-start', turnId, text },
      { type: 'agent-audio-ready', turnId },
      { type: 'agent-phrase-failed', turnId },
      { type: 'turn-played', turnId, heard: '' },
    );
    expect(talk.takeSaid()).toEqual([text]);
    expect(talk.state.stage).toBe('confirm');
  });

  it('is refused to somebody who has as many as the profile allows, and told so', () => {
    const talk = atBooking();
    const limit = { type: 'taken', alternatives: [], because: 'limit-reached' };
    talk.send({ type: 'tool-done', toolCallId: 'book-1', result: limit });
    expect(talk.takeSaid().join(' ')).toContain('Vous avez déjà plusieurs rendez-vous à venir');
    expect(talk.state.booked).toBeNull();
    expect(talk.state.offeredSlots).toEqual([]);
  });

  it('that comes late is told when it comes', () => {
    const talk = atBooking();
    talk.send({ type: 'timer', name: 'tool:book-1' });
    talk.send({ type: 'tool-withdrawn', toolCallId: 'book-1', isWithdrawn: false });
    expect(talk.takeSaid().join(' ')).toContain('La confirmation vous parviendra par SMS');
    talk.send({ type: 'tool-done', toolCallId: 'book-1', result: booked }); // under the sentence
    expect(talk.state.booked).toEqual(slot);
    talk.hear();
    expect(talk.takeSaid().join(' ')).toContain('Votre rendez-vous est maintenant confirmé');
  });

  it('that fails late is told as well', () => {
    const talk = atBooking();
    talk.send({ type: 'tool-withdrawn', toolCallId: 'book-1', isWithdrawn: false }).hear();
    talk.send({ type: 'tool-failed', toolCallId: 'book-1', reason: 'vendor-failed' });
    expect(talk.takeSaid().join(' ')).toContain("n'a pas pu être réservé");
    expect(talk.state.booked).toBeNull();
  });

  it('that was withdrawn in time is not told twice', () => {
    const talk = atBooking();
    talk.send({ type: 'tool-withdrawn', toolCallId: 'book-1', isWithdrawn: true }).hear();
    talk.send({ type: 'tool-done', toolCallId: 'book-1', result: booked });
    expect(talk.takeSaid()).toEqual([]);
    expect(talk.state.booked).toBeNull();
  });

  it('under way when the relay dies is waited for by the next one, and not asked for again', () => {
    const { conversation = null } = toCheckpoint(atBooking().state);
    const state = fromCheckpoint(conversation, { profile: schoolProfile, timings: defaultTimings });
    const talk = new Talk(state).send({ type: 'call-resumed' });
    expect(talk.takeSaid().join(' ')).toContain('Je termine votre réservation');
    talk.send({ type: 'caller-final', text: 'oui' }, { type: 'timer', name: 'end-of-turn' });
    expect(bookings(talk)).toEqual([]);
    talk.send({ type: 'tool-done', toolCallId: 'book-1', result: booked });
    expect(talk.takeSaid().join(' ')).toContain("C'est confirmé");
    expect(talk.state.bookingGeneration).toBe(1);
  });
});

describe('a call that is over', () => {
  it('is hung up when the carrier brings it back', () => {
    const talk = new Talk().send({ type: 'call-started' }, { type: 'carrier-stopped' });
    talk.effects = [];
    talk.send({ type: 'call-resumed' });
    expect(talk.effects).toMatchObject([{ type: 'hang-up' }]);
  });
});
