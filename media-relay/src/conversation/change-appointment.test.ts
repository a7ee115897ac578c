import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { callOutcome } from './call-outcome.ts';
import { toolsOf } from './ask-model.ts';
import { fromCheckpoint, toCheckpoint } from './checkpoint.ts';
import { Talk } from './talk.fixture.ts';
import { defaultTimings } from './timings.ts';

const minutes = (startAt: string, advisorId = 'sophie') => ({
  startAt,
  endAt: new Date(Date.parse(startAt) + 1_800_000).toISOString(),
  advisorId,
});
const tuesday = { appointmentId: 'secret-1', ...minutes('2026-11-24T09:00:00.000Z') };
const thursday = { appointmentId: 'secret-2', ...minutes('2026-11-26T13:30:00.000Z', 'karim') };
const friday = minutes('2026-11-27T10:00:00.000Z');
const fridayId = `${friday.startAt}/sophie`;
const found = { slots: [friday], alternatives: [], refusal: null };
const list = (...appointments: (typeof tuesday)[]) => ({ appointments, isComplete: true });
const owner = { phone: '+33639980001', recordId: null };

/** A caller who has just said what they want; the model has the floor. */
function open(text: string, callerPhone?: string | null): Talk {
  return new Talk(undefined, callerPhone).send({ type: 'call-started' }).hear().say(text);
}

/** Up to the calendar being asked to cancel. */
function cancelling(...appointments: (typeof tuesday)[]): Talk {
  const own = list(...(appointments.length > 0 ? appointments : [tuesday]));
  const talk = open('annulez mon rendez-vous').callTool('cancel_appointment', {}, own);
  return talk.hear().say('oui');
}

/** Up to the calendar being asked to move Tuesday's to Friday. */
function moving(): Talk {
  const talk = open('déplacez mon rendez-vous').callTool('list_appointments', {}, list(tuesday));
  talk.callTool('find_slots', { when: 'vendredi 27 novembre' }, found);
  talk.callTool('move_appointment', { slotId: fridayId });
  return talk.hear().say('oui');
}

const resultOf = (talk: Talk, name: string): unknown =>
  talk.state.history.findLast((entry) => entry.role === 'tool' && entry.name === name);
const saidBy = (talk: Talk): string => talk.takeSaid().join(' ');

describe('the caller’s own appointments', () => {
  it('are asked for by what the carrier shows, and told by code', () => {
    const talk = open("c'est quand, mon rendez-vous ?").callTool('list_appointments');
    expect(talk.requests('calendar.list')).toMatchObject([{ arguments: { owner, limit: 5 } }]);
    talk.send({ type: 'tool-done', toolCallId: 'tool-1', result: list(tuesday, thursday) });
    expect(saidBy(talk)).toBe(
      'Vous avez 2 rendez-vous : mardi 24 novembre à 10 heures, avec Sophie ; jeudi 26 novembre à 14 heures 30, avec Karim.',
    );
    expect(JSON.stringify(resultOf(talk, 'list_appointments'))).not.toContain('secret');
  });

  it('are not seen where there are none', () => {
    const talk = open('annulez mon rendez-vous').callTool('cancel_appointment', {}, list());
    expect(saidBy(talk)).toBe('Je ne vois pas de rendez-vous à votre nom.');
    expect(talk.state.stage).toBe('converse');
  });

  it('may be more than those told, and that is said', () => {
    const own = { ...list(tuesday), isComplete: false };
    const talk = open('mes rendez-vous').callTool('list_appointments', {}, own);
    expect(saidBy(talk)).toMatch(/Vous avez rendez-vous .* Je n'ai pas pu consulter tous/);
  });

  it('are nobody’s whose number is hidden, whatever number they dictate', () => {
    const talk = open('annulez mon rendez-vous', null);
    talk.callTool('capture_lead', { lastName: 'Moreau', phone: '06 39 98 00 01' });
    const own = ['list_appointments', 'move_appointment', 'cancel_appointment'];
    expect(toolsOf(talk.state, talk.atMs).map(({ name }) => name)).not.toEqual(
      expect.arrayContaining(own),
    );
    for (const name of own) {
      const other = open('annulez', null).callTool(name, { slotId: fridayId });
      expect(other.requests('calendar.list')).toEqual([]);
      expect(resultOf(other, name)).toMatchObject({ result: { type: 'refused' } });
    }
  });

  it('can be changed only where the profile lets callers', () => {
    const talk = open('annulez');
    const names = (actions: typeof schoolProfile.actions) =>
      toolsOf({ ...talk.state, profile: { ...schoolProfile, actions } }, talk.atMs).map(
        ({ name }) => name,
      );
    expect(names(['cancel'])).toEqual(expect.arrayContaining(['list_appointments']));
    expect(names(['cancel'])).not.toContain('move_appointment');
    expect(names(['move'])).toEqual(expect.arrayContaining(['find_slots', 'move_appointment']));
    expect(names(['move'])).not.toContain('propose_appointment');
    expect(names(['book'])).not.toContain('list_appointments');
  });
});

describe('a cancellation', () => {
  it('is read back, done once it is agreed to, and told once it is done', () => {
    const talk = open('annulez mon rendez-vous').callTool('cancel_appointment', {}, list(tuesday));
    expect(talk.state.agentTurn?.isProtected).toBe(true);
    expect(saidBy(talk)).toBe(
      "J'annule votre rendez-vous du mardi 24 novembre à 10 heures. Vous confirmez ?",
    );
    talk.hear().say('oui, annulez-le');
    const contact = { phone: '+33639980001', recordId: null };
    expect(talk.requests('calendar.cancel')).toMatchObject([
      {
        toolCallId: 'cancel-1',
        arguments: {
          appointmentId: 'secret-1',
          advisorId: 'sophie',
          owner,
          generation: 1,
          contact,
        },
      },
    ]);
    expect(saidBy(talk)).toBe('');
    talk.send({
      type: 'tool-done',
      toolCallId: 'cancel-1',
      result: { type: 'cancelled', ...tuesday },
    });
    expect(saidBy(talk)).toMatch(/^C'est annulé\. Vous allez recevoir un SMS\./);
    expect(talk.state.appointments).toEqual([]);
    expect(callOutcome(talk.state)).toBe('appointment-cancelled');
  });

  it('of one of several asks which', () => {
    const own = list(tuesday, thursday);
    const talk = open('annulez mon rendez-vous').callTool('cancel_appointment', {}, own);
    expect(saidBy(talk)).toMatch(/Vous avez 2 rendez-vous.*Lequel souhaitez-vous annuler \?/);
    talk.hear().say('celui de jeudi').callTool('cancel_appointment', { appointmentId: '2' });
    expect(saidBy(talk)).toContain('du jeudi 26 novembre à 14 heures 30');
    talk.hear().say('oui');
    expect(talk.requests('calendar.cancel')).toMatchObject([
      { arguments: { appointmentId: 'secret-2' } },
    ]);
  });

  it.each(['Non', 'non, gardez-le', "n'annulez pas", 'non, je préfère le déplacer'])(
    'is not done after « %s »',
    (text) => {
      const talk = open('annulez mon rendez-vous').callTool(
        'cancel_appointment',
        {},
        list(tuesday),
      );
      talk.hear().say(text);
      expect(talk.requests('calendar.cancel')).toEqual([]);
      expect(resultOf(talk, 'cancel_appointment')).toMatchObject({ result: { type: 'declined' } });
    },
  );

  it('of an appointment that is gone, or has begun, says so', () => {
    const gone = cancelling();
    gone.send({ type: 'tool-done', toolCallId: 'cancel-1', result: { type: 'not-found' } });
    expect(saidBy(gone)).toContain('Je ne retrouve plus ce rendez-vous.');
    expect(gone.state.appointments).toBeNull();
    const late = cancelling();
    late.send({ type: 'tool-done', toolCallId: 'cancel-1', result: { type: 'too-late' } });
    expect(saidBy(late)).toContain('a déjà commencé');
    expect(callOutcome(late.state)).toBe('no-action');
  });

  it('that was taken back in time has changed nothing, and a person is alerted', () => {
    const talk = cancelling().send({ type: 'timer', name: 'tool:cancel-1' });
    talk.send({ type: 'tool-withdrawn', toolCallId: 'cancel-1', isWithdrawn: true });
    expect(saidBy(talk)).toContain(
      "Votre rendez-vous n'a pas changé. Un conseiller vous rappellera.",
    );
    expect(callOutcome(talk.state)).toBe('call-back-promised');
  });

  it('that failed claims nothing, and a person is alerted', () => {
    const talk = cancelling();
    talk.send({ type: 'tool-failed', toolCallId: 'cancel-1', reason: 'vendor-failed' });
    const said = saidBy(talk);
    expect(said).toContain('Un conseiller vous rappellera pour confirmer.');
    expect(said).not.toMatch(/annulé|n'a pas changé/);
  });

  it('that comes late is told when it comes', () => {
    const talk = cancelling();
    talk.send({ type: 'tool-withdrawn', toolCallId: 'cancel-1', isWithdrawn: false });
    expect(saidBy(talk)).toContain('La confirmation vous parviendra par SMS.');
    talk.hear();
    talk.send({
      type: 'tool-done',
      toolCallId: 'cancel-1',
      result: { type: 'cancelled', ...tuesday },
    });
    expect(saidBy(talk)).toContain('Votre rendez-vous est maintenant annulé.');
    expect(callOutcome(talk.state)).toBe('appointment-cancelled');
  });

  it('leaves nothing of an appointment that was booked in this call', () => {
    const talk = cancelling();
    talk.state = { ...talk.state, booked: minutes(tuesday.startAt) };
    talk.send({
      type: 'tool-done',
      toolCallId: 'cancel-1',
      result: { type: 'cancelled', ...tuesday },
    });
    expect(talk.state.booked).toBeNull();
  });
});

describe('a move', () => {
  it('reads both times back, and tells the new one once it is done', () => {
    const talk = open('déplacez mon rendez-vous').callTool('list_appointments', {}, list(tuesday));
    expect(saidBy(talk)).toBe('Vous avez rendez-vous mardi 24 novembre à 10 heures, avec Sophie.');
    talk.callTool('find_slots', { when: 'vendredi 27 novembre' }, found);
    talk.callTool('move_appointment', { slotId: fridayId });
    expect(saidBy(talk)).toBe(
      "Je déplace votre rendez-vous du mardi 24 novembre à 10 heures au vendredi 27 novembre à 11 heures, avec Sophie. C'est bien cela ?",
    );
    talk.hear().say('oui');
    expect(talk.requests('calendar.move')).toMatchObject([
      { toolCallId: 'move-1', arguments: { appointmentId: 'secret-1', owner, to: friday } },
    ]);
    const moved = { ...tuesday, ...friday };
    talk.send({ type: 'tool-done', toolCallId: 'move-1', result: { type: 'moved', ...moved } });
    expect(saidBy(talk)).toMatch(/^C'est fait : vendredi 27 novembre à 11 heures, avec Sophie\./);
    expect(talk.state.appointments).toEqual([moved]);
    expect(callOutcome(talk.state)).toBe('appointment-moved');
  });

  it('goes only to a slot that was offered', () => {
    const talk = open('déplacez à vendredi').callTool('list_appointments', {}, list(tuesday));
    talk.callTool('move_appointment', { slotId: fridayId });
    expect(resultOf(talk, 'move_appointment')).toMatchObject({ result: { type: 'refused' } });
    expect(talk.state.stage).toBe('converse');
  });

  it('to a time that is gone leaves the appointment, and other times are offered', () => {
    const talk = moving();
    const alternatives = [minutes('2026-11-27T13:00:00.000Z')];
    talk.send({ type: 'tool-done', toolCallId: 'move-1', result: { type: 'taken', alternatives } });
    expect(talk.state).toMatchObject({ offeredSlots: alternatives, appointments: [tuesday] });
    expect(talk.effects.some(({ type }) => type === 'ask-model')).toBe(true);
    expect(callOutcome(talk.state)).toBe('no-action');
  });

  it('under way when the relay dies is waited for by the next one, and not asked for again', () => {
    const { conversation = null } = toCheckpoint(moving().state);
    const state = fromCheckpoint(conversation, { profile: schoolProfile, timings: defaultTimings });
    const talk = new Talk(state).send({ type: 'call-resumed' });
    expect(saidBy(talk)).toContain('Je termine votre demande.');
    expect(talk.requests('calendar.move')).toEqual([]);
    const result = { type: 'moved', ...tuesday, ...friday };
    talk.send({ type: 'tool-done', toolCallId: 'move-1', result });
    expect(saidBy(talk)).toContain("C'est fait");
  });

  it('changes what the CRM told of the caller’s next appointment', () => {
    const talk = moving();
    const next = { ...tuesday };
    const caller = { kind: 'known', nextAppointment: next } as unknown as typeof talk.state.caller;
    talk.state = { ...talk.state, caller };
    const result = { type: 'moved', ...tuesday, ...friday };
    talk.send({ type: 'tool-done', toolCallId: 'move-1', result });
    expect(talk.state.caller).toMatchObject({ nextAppointment: friday });
  });
});
