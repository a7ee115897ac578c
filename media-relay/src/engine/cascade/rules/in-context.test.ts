import { describe, expect, it } from 'vitest';
import type { ModelMessage } from '../../language-model.ts';
import {
  agent,
  caller,
  exampleRequest,
  offered,
  slot,
  toolExchange,
} from '../model-request.fixture.ts';
import { call, say } from './answer.ts';
import { leaveCircle } from './leave-circle.ts';
import { phrases } from './phrases.ts';
import { questionInContext } from './question-in-context.ts';
import { readSituation } from './situation.ts';
import { isNamedStart, wishInContext } from './wish-in-context.ts';

const situationOf = (messages: readonly ModelMessage[]) => readSituation(exampleRequest(messages));

describe('a question', () => {
  const asked = toolExchange(
    'search_knowledge',
    { type: 'passages' },
    { arguments: { question: 'Combien de temps dure le CAP Couture ?' } },
  );
  it.each([
    ['Et le prix ?', 'CAP Couture Et le prix ?'],
    ["C'est combien ?", "CAP Couture C'est combien ? prix"],
    ['Et le CAP Cuisine, il coûte combien ?', 'Et le CAP Cuisine, il coûte combien ?'],
  ])('goes on about what was asked before: « %s »', (said, question) => {
    const messages = [caller('Bonjour'), ...asked, agent('Dix mois.'), caller(said)];
    expect(questionInContext(situationOf(messages))).toBe(question);
  });

  it.each([
    [
      'Je travaille depuis dix ans dans un magasin et je voudrais changer, combien coûte le CAP Couture ?',
      'combien coûte le CAP Couture ?',
    ],
    [
      'Mon fils adore faire la cuisine depuis toujours, il voudrait le CAP Cuisine, ça coûte combien ?',
      'il voudrait le CAP Cuisine, ça coûte combien ?',
    ],
    ['Merci. Ah, une dernière chose, il faut un ordinateur ?', 'il faut un ordinateur ?'],
    ['Le CAP Couture, ça dure combien de temps ?', 'Le CAP Couture, ça dure combien de temps ?'],
  ])('is looked up without its story: « %s »', (said, question) => {
    expect(questionInContext(situationOf([agent('Bonjour.'), caller(said)]))).toBe(question);
  });
});

describe('a wish', () => {
  const tuesday = slot('2026-11-24T08:00:00Z');
  const result = { type: 'slots', slots: [offered(tuesday.startAt, 'mardi à 9 heures')] };
  const wish = (said: string, before = 'Mardi'): string => {
    const messages = [
      caller(before),
      ...toolExchange('find_slots', result),
      agent('…'),
      caller(said),
    ];
    const request = exampleRequest(messages, { offeredSlots: [tuesday] });
    return wishInContext(readSituation(request));
  };

  it.each([
    ['plutôt le matin', 'mardi 24 novembre plutôt le matin'],
    ['à onze heures', 'mardi 24 novembre à onze heures'],
    ['jeudi matin', 'jeudi matin'],
    ['la semaine prochaine', 'la semaine prochaine'],
  ])('keeps the day that is talked of: « %s »', (said, words) => {
    expect(wish(said)).toBe(words);
  });

  it('keeps the time when only the day was unclear', () => {
    const messages = [
      caller('Vendredi matin'),
      agent("Aujourd'hui ou vendredi 27 novembre ?"),
      caller('Le 27'),
    ];
    expect(wishInContext(situationOf(messages))).toBe('Le 27 matin');
  });

  it('for eleven is none for half past', () => {
    const at = (startMs: number) => ({ startMs, slotId: '', spoken: '', advisor: '' });
    const said = situationOf([agent('…'), caller('mardi à onze heures')]);
    expect(isNamedStart(said, at(Date.parse('2026-11-24T10:00:00Z')))).toBe(true);
    expect(isNamedStart(said, at(Date.parse('2026-11-24T10:30:00Z')))).toBe(false);
  });
});

describe('a circle', () => {
  const again = phrases.askWhen[0];
  const times = (count: number, ...more: ModelMessage[]) =>
    situationOf([
      ...Array.from({ length: count }, () => [agent(again), caller('Ah.')]).flat(),
      ...more,
    ]);
  const answer = (situation = times(1)) => leaveCircle(situation, { type: 'say', text: again });

  it('is none at the second time', () => {
    expect(answer()).toEqual({ type: 'say', text: again });
  });

  it('is left by the offer of a call back, then by the call back, then by the end', () => {
    const offer = say(times(2), phrases.goingRound);
    expect(answer(times(2))).toEqual(offer);
    const offeredAlready = agent(phrases.goingRound[0]);
    expect(answer(times(2, offeredAlready, caller('Ah.')))).toMatchObject({
      type: 'call',
      name: 'request_call_back',
    });
    const noted = toolExchange('request_call_back', { type: 'recorded' });
    expect(answer(times(2, ...noted))).toEqual(call('end_call'));
  });

  it('of read-backs is one too', () => {
    const proposal = call('propose_appointment', { slotId: 'x' });
    const asked = toolExchange(
      'propose_appointment',
      { type: 'declined' },
      { arguments: { slotId: 'x' } },
    );
    expect(leaveCircle(situationOf(asked), proposal)).toEqual(proposal);
    expect(leaveCircle(situationOf([...asked, ...asked]), proposal)).toMatchObject({ type: 'say' });
  });
});
