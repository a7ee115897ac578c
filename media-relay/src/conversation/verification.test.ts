import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { camille as known } from '../../../sandbox/src/world/people.ts';
import { modelRequest, toolsOf } from './ask-model.ts';
import { callOutcome } from './call-outcome.ts';
import type { CallEffect } from './call-effect.ts';
import { initialCallState, type CallState } from './call-state.ts';
import { expectedAnswer } from './caller-words.ts';
import { fromCheckpoint, toCheckpoint } from './checkpoint.ts';
import { Talk } from './talk.fixture.ts';
import { defaultTimings } from './timings.ts';

const phone = '+33639980001';
const tuesday = {
  appointmentId: 'secret-1',
  startAt: '2026-11-24T09:00:00.000Z',
  endAt: '2026-11-24T09:30:00.000Z',
  advisorId: 'sophie',
};
const camille: CallerIdentity = { ...known, lastName: 'Lefèvre', phone, nextAppointment: tuesday };
const strict = { ...schoolProfile, verification: 'last-name' as const };
const list = { appointments: [tuesday], isComplete: true };
const own = ['list_appointments', 'move_appointment', 'cancel_appointment'];
const question = 'Pour votre sécurité, quel est votre nom de famille ?';
const refusal = /^Je ne peux pas vérifier votre identité\. Un conseiller va vous rappeler\./;

function start(options: { caller?: CallerIdentity; profile?: typeof schoolProfile } = {}): Talk {
  const { caller = camille, profile = strict } = options;
  const atMs = Date.UTC(2026, 10, 20, 9, 0, 0);
  const state = initialCallState({
    callId: 'CA1',
    profile,
    callerPhone: phone,
    caller,
    timings: defaultTimings,
    atMs,
  });
  return new Talk(state).send({ type: 'call-started' }).hear();
}

/** Up to the caller having heard the question for their name, after having asked to cancel. */
function asked(caller?: CallerIdentity): Talk {
  const talk = start(caller === undefined ? {} : { caller }).say('annulez mon rendez-vous');
  return talk.callTool('cancel_appointment').hear();
}

function resumed(state: CallState): Talk {
  const { conversation = null } = toCheckpoint(state);
  const found = fromCheckpoint(conversation, { profile: strict, timings: defaultTimings });
  return new Talk(found).send({ type: 'call-resumed' });
}

const saidBy = (talk: Talk): string => talk.takeSaid().join(' ');
const names = (talk: Talk): string[] => toolsOf(talk.state, talk.atMs).map(({ name }) => name);
const lookUp = (talk: Talk): string => talk.requests('calendar.list')[0]?.toolCallId ?? '';
const answered = (talk: Talk): Talk =>
  talk.send({ type: 'tool-done', toolCallId: lookUp(talk), result: list });
const persisted = (effects: readonly CallEffect[]): string =>
  JSON.stringify(effects.filter(({ type }) => type === 'persist-turn'));

describe('a caller whose profile asks for more than their number', () => {
  it.each([
    ['list_appointments', {}],
    ['cancel_appointment', {}],
    ['move_appointment', { slotId: 'x/sophie' }],
  ])('is asked for their last name before %s, and nothing is looked up', (name, given) => {
    const talk = start().say('mon rendez-vous').callTool(name, given);
    expect(talk.requests('calendar.list')).toEqual([]);
    expect(saidBy(talk)).toBe(question);
    expect(talk.state).toMatchObject({ stage: 'verify', agentTurn: { isClosed: true } });
    expect(talk.state.history.findLast(({ role }) => role === 'tool')).toMatchObject({
      result: { type: 'verification-needed' },
    });
  });

  it.each(['Lefèvre', 'Camille Lefebvre', 'L E F E V R E', 'c’est Lefèvre, L, E, F, E, V, R, E'])(
    'who says « %s » gets what they asked for',
    (text) => {
      const talk = asked().say(text);
      expect(talk.requests('calendar.list')).toMatchObject([
        { arguments: { owner: { phone, recordId: camille.recordId } } },
      ]);
      expect(saidBy(answered(talk))).toBe(
        "J'annule votre rendez-vous du mardi 24 novembre à 10 heures. Vous confirmez ?",
      );
      talk.hear().say('oui');
      expect(talk.requests('calendar.cancel')).toHaveLength(1);
    },
  );

  it('may be misheard once, and is not asked again in the same call', () => {
    const talk = asked().say('Martin');
    const again = saidBy(talk);
    expect(again).toBe("Excusez-moi. Pouvez-vous redire votre nom de famille, et l'épeler ?");
    talk.hear().say('Lefèvre');
    expect(talk.requests('calendar.list')).toHaveLength(1);
    answered(talk).hear().say('non, finalement').callTool('list_appointments');
    expect(talk.requests('calendar.list')).toHaveLength(1);
    expect(talk.state.stage).toBe('converse');
  });

  it('who says two wrong names is called back, and their appointments stay closed', () => {
    const talk = asked().say('Martin').hear().say('Durand');
    const said = saidBy(talk);
    expect(said).toMatch(refusal);
    expect(said).not.toMatch(/Lef/);
    expect(talk.requests('calendar.list')).toEqual([]);
    expect(callOutcome(talk.state)).toBe('call-back-promised');
    expect(toCheckpoint(talk.state)).toMatchObject({ callBackPromised: true });
    talk.hear().say('Lefèvre');
    expect(names(talk)).not.toEqual(expect.arrayContaining(own.slice(0, 1)));
    for (const name of own) {
      expect(names(talk)).not.toContain(name);
      talk.callTool(name, { slotId: 'x/sophie' });
      expect(talk.state.history.at(-1)).toMatchObject({ result: { type: 'refused' } });
      talk.send({ type: 'agent-response-end', turnId: talk.turnId });
    }
    expect(talk.requests('calendar.list')).toEqual([]);
  });

  it('hears the same whether the number is known or not', () => {
    const transcript = (caller: CallerIdentity): string[] => {
      const talk = asked(caller).say('Martin');
      const first = saidBy(talk);
      return [first, saidBy(talk.hear().say('Lefèvre'.slice(0, 3)))];
    };
    expect(transcript({ kind: 'unknown', phone })).toEqual(transcript(camille));
    const unknown = asked({ kind: 'unknown', phone }).say('Lefèvre').hear().say('Lefèvre');
    expect(saidBy(unknown)).toMatch(refusal);
  });

  it('names what is kept nowhere: neither for the transcript nor for a model', () => {
    const talk = asked();
    talk.effects = [];
    talk.say('Durand');
    expect(persisted(talk.effects)).toContain('(nom de famille)');
    talk.hear();
    const before = talk.effects;
    talk.say('Lefèvre');
    answered(talk);
    expect(persisted([...before, ...talk.effects])).not.toMatch(/Durand|Lefèvre/);
    expect(JSON.stringify(talk.state.history)).not.toMatch(/Durand|Lefèvre/);
  });

  it('is a stranger to the model until then', () => {
    const talk = asked();
    const before = JSON.stringify(modelRequest(talk.state, 0));
    expect(before).not.toMatch(/Lefèvre|secret-1|2026-11-24/);
    answered(talk.say('Lefèvre'));
    expect(modelRequest(talk.state, 0).facts.caller).toEqual(camille);
  });

  it('has made one call for the model, with one result right after it', () => {
    const talk = answered(asked().say('Martin').hear().say('Lefèvre')).hear().say('non');
    const { messages } = modelRequest(talk.state, 0);
    const at = messages.findIndex((message) => message.role === 'agent' && message.toolCalls);
    expect(messages.slice(at, at + 2)).toMatchObject([
      { toolCalls: [{ toolCallId: 'tool-1', name: 'cancel_appointment' }] },
      { role: 'tool', toolCallId: 'tool-1', result: { type: 'confirming' } },
    ]);
    expect(JSON.stringify(messages).match(/"toolCallId":"tool-1"/g)).toHaveLength(2);
  });

  it('is given time to spell, and no model prepares an answer to a name', () => {
    const talk = asked();
    talk.effects = [];
    talk.send(
      { type: 'caller-voice-start', startedAtMs: 0 },
      { type: 'caller-final', text: 'L E F' },
      { type: 'caller-voice-end', endedAtMs: talk.state.callerTurn.changedAtMs },
    );
    expect(expectedAnswer(talk.state)).toBe('spelling');
    const waits = talk.effects.flatMap((effect) =>
      effect.type === 'set-timer' && effect.name === 'end-of-turn' ? [effect.delayMs] : [],
    );
    expect(waits.at(-1)).toBeGreaterThan(defaultTimings.completeMs + 1_000);
    expect(talk.effects.some(({ type }) => type === 'prepare-answer')).toBe(false);
  });

  it.each(['attendez', 'pardon ?', 'oui'])('has lost no attempt with « %s »', (text) => {
    const talk = asked().say(text);
    expect(saidBy(talk)).toBe(question);
    talk.hear().say('Martin').hear().say('Lefèvre');
    expect(talk.requests('calendar.list')).toHaveLength(1);
  });

  it('may want a person instead, which gives no further attempts', () => {
    const talk = asked().say('Martin').hear().say('je veux parler à un conseiller');
    expect(talk.effects.some(({ type }) => type === 'ask-model')).toBe(true);
    talk.callTool('cancel_appointment').hear().say('Durand');
    expect(saidBy(talk)).toMatch(refusal);
  });

  it('may press three for that, and no other key', () => {
    const talk = asked().send({ type: 'dtmf', digit: '1' });
    expect(talk.state.agentTurn).toBeUndefined();
    talk.send({ type: 'dtmf', digit: '3' });
    expect(talk.state).toMatchObject({ stage: 'converse', verification: { wrongCount: 0 } });
  });

  it('hears the question again when the voice broke over it', () => {
    const talk = start().say('annulez').callTool('cancel_appointment');
    talk.takeSaid();
    const { turnId } = talk;
    talk.send(
      { type: 'agent-phrase-start', turnId, text: question },
      { type: 'agent-phrase-failed', turnId },
      { type: 'turn-played', turnId, heard: '' },
    );
    expect(saidBy(talk)).toBe(question);
  });
});

describe('a verification, when another relay takes the call over', () => {
  it('is asked again with the attempts that are left', () => {
    const talk = resumed(asked().say('Martin').hear().state);
    expect(saidBy(talk)).toBe(
      `Excusez-moi, la ligne a été coupée un instant. Je vous écoute. ${question}`,
    );
    expect(saidBy(talk.hear().say('Durand'))).toMatch(refusal);
  });

  it('stands once it was passed', () => {
    const passed = asked().say('Lefèvre');
    const talk = resumed(answered(passed).hear().say('non').state);
    talk.hear().say('mes rendez-vous').callTool('list_appointments');
    expect(talk.requests('calendar.list')).toHaveLength(1);
  });

  it('stays refused once it was failed', () => {
    const talk = resumed(asked().say('Martin').hear().say('Durand').hear().state);
    expect(names(talk)).not.toContain('list_appointments');
  });
});

describe('a profile that trusts the number', () => {
  it.each([schoolProfile, { ...schoolProfile, verification: 'number' as const }])(
    'asks for no name',
    (profile) => {
      const talk = start({ profile }).say('annulez').callTool('cancel_appointment');
      expect(talk.requests('calendar.list')).toHaveLength(1);
      expect(saidBy(talk)).toBe('');
      expect(talk.state.verification).toBeUndefined();
      expect(modelRequest(talk.state, 0).facts.caller).toEqual(camille);
    },
  );
});
