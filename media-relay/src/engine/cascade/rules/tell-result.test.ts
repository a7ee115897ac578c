import { describe, expect, it } from 'vitest';
import type { ModelMessage } from '../../language-model.ts';
import { agent, caller, offered, toolExchange } from '../model-request.fixture.ts';
import {
  reply,
  greeting,
  strangerGreeting,
  mondayNine,
  tuesday,
  thursday,
  offeredSlots,
  slotsResult,
  afterOffer,
  stranger,
} from './rules-talk.fixture.ts';

describe('rules, given a tool’s result', () => {
  const wish = [greeting, caller('Un rendez-vous lundi')];
  const told = (name: string, result: { type: string }): ModelMessage[] => [
    ...wish,
    ...toolExchange(name, result),
  ];

  it('offers the slots with day, hour and advisor, and asks', async () => {
    const { text, call } = await reply(told('find_slots', slotsResult), { offeredSlots });
    expect(call).toBeNull();
    expect(text).toMatch(/lundi 23 novembre à 9 heures.*mardi 24.*jeudi 26.*avec Sophie.*\?$/);
  });

  it('names each advisor when they differ', async () => {
    const other = offered(
      '2026-11-24T13:30:00Z',
      'mardi 24 novembre à 14 heures 30',
      'marc-dubois',
    );
    const { text } = await reply(
      told('find_slots', { ...slotsResult, slots: [mondayNine, other] } as never),
    );
    expect(text).toMatch(/avec Sophie, ou .* avec Marc/);
  });

  it.each([
    ['busy', /pris|libre/],
    ['outside-hours', /heure/],
    ['weekend', /fermés|pas de rendez-vous ce jour-là/],
    ['holiday', /férié/],
    ['in-past', /passé/],
    ['too-soon', /proche/],
    ['too-far', /loin/],
    [null, /libre/],
  ])('says why a wish cannot be had (%s) and offers the alternatives', async (refusal, reason) => {
    const result = { type: 'slots', slots: [], alternatives: [tuesday], refusal };
    const { text } = await reply(told('find_slots', result));
    expect(text).toMatch(reason);
    expect(text).toContain('mardi 24 novembre à 14 heures 30');
  });

  it('asks for another time when nothing is free, and then offers a call back', async () => {
    const nothing = { type: 'slots', slots: [], alternatives: [], refusal: null };
    const first = await reply(told('find_slots', nothing));
    expect(first.text).toMatch(/Quel autre (moment|jour)/);
    const second = await reply([
      ...told('find_slots', nothing),
      agent(first.text),
      caller('Mardi alors'),
      ...toolExchange('find_slots', nothing, { id: 'second' }),
    ]);
    expect(second.text).toMatch(/rappelle/);
  });

  it('offers the alternatives when the slot was taken meanwhile', async () => {
    const result = { type: 'taken', slots: [], alternatives: [thursday], refusal: 'busy' };
    const { text } = await reply([
      ...afterOffer,
      caller('Oui'),
      ...toolExchange('find_slots', result, { id: 'told-1' }),
    ]);
    expect(text).toMatch(/pris/);
    expect(text).toContain('jeudi 26 novembre à 11 heures');
  });

  it('asks what an unclear date meant', async () => {
    const result = {
      type: 'unclear-date',
      question: 'Ce mardi, ou mardi de la semaine prochaine ?',
    };
    expect((await reply(told('find_slots', result))).text).toBe(result.question);
  });

  it('answers from the passages, in their own words, and stays short', async () => {
    const { text } = await reply([
      greeting,
      caller('Combien coûte la formation, et en combien de fois peut-on payer ?'),
      ...toolExchange('search_knowledge', {
        type: 'passages',
        isRelevant: true,
        answer: null,
        passages: [
          {
            documentId: 'prix',
            title: 'Tarifs',
            text: 'Notre école existe depuis 2012. La formation coûte 900 euros. Le paiement se fait en trois fois sans frais. Nos bureaux sont à Lyon. Les étudiants sont suivis chaque semaine.',
          },
        ],
      }),
    ]);
    expect(text).toMatch(
      /^La formation coûte 900 euros\. Le paiement se fait en trois fois sans frais\./,
    );
    expect(text).not.toContain('Lyon');
    expect(text).toMatch(/\?$/);
  });

  it('says that it does not know, and offers an advisor', async () => {
    const result = { type: 'passages', isRelevant: false, answer: null, passages: [] };
    const { text } = await reply([
      greeting,
      caller('Combien ?'),
      ...toolExchange('search_knowledge', result),
    ]);
    expect(text).toMatch(/pas cette information.*rappelle \?$/);
  });

  it('does not read out the same answer twice in a row', async () => {
    const result = {
      type: 'passages',
      isRelevant: true,
      answer: null,
      passages: [{ documentId: 'a', title: 'A', text: 'La formation dure neuf mois.' }],
    };
    const question = [greeting, caller('Combien de temps dure la formation ?')];
    const first = await reply([...question, ...toolExchange('search_knowledge', result)]);
    expect(first.text).toContain('neuf mois');
    const second = await reply([
      ...question,
      ...toolExchange('search_knowledge', result),
      agent(first.text),
      caller('Et la durée exacte ?'),
      ...toolExchange('search_knowledge', result, { id: 'again' }),
    ]);
    expect(second.text).not.toContain('neuf mois');
    expect(second.text).toMatch(/rappelle \?$/);
  });

  it.each([
    [['lastName'], [], /nom de famille/],
    [['phone'], [], /numéro/],
    [['phone'], ['phone'], /chiffre par chiffre/],
    [['lastName', 'phone'], [], /nom de famille/],
  ])('asks only for what is missing: %j', async (fields, invalid, question) => {
    const { text, call } = await reply(
      [
        strangerGreeting,
        caller('Oui, Karim'),
        ...toolExchange('capture_lead', { type: 'missing', fields, invalid }),
      ],
      stranger,
    );
    expect(call).toBeNull();
    expect(text).toMatch(question);
  });

  it.each([
    ['Non', /Quel autre/],
    ['Non, plutôt vendredi', 'find_slots'],
    ['Finalement le dernier', 'propose_appointment'],
  ])(
    'takes up what was said instead of a yes to an appointment: « %s »',
    async (said, expected) => {
      const { text, call } = await reply(
        [
          ...afterOffer,
          caller('Lundi'),
          agent("Je récapitule : lundi 23 novembre à 9 heures, avec Sophie. C'est bon pour vous ?"),
          caller(said),
          ...toolExchange('propose_appointment', { type: 'declined' }, { id: 'told-1' }),
        ],
        { offeredSlots },
      );
      if (typeof expected === 'string') expect(call?.name).toBe(expected);
      else expect(text).toMatch(expected);
    },
  );

  it('asks for the name again when the read-back of a lead was refused', async () => {
    const { text } = await reply(
      [
        agent("Je récapitule : Karim Benali, au 06 39 98 12 34. C'est bien cela ?"),
        caller('Non'),
        ...toolExchange('capture_lead', { type: 'declined' }),
      ],
      stranger,
    );
    expect(text).toMatch(/nom \?$/);
  });

  it.each([
    ['find_slots', { type: 'failed', reason: 'x' }, /agenda.*rappelle \?$/],
    ['search_knowledge', { type: 'failed', reason: 'x' }, /documents.*rappelle \?$/],
    ['request_call_back', { type: 'refused', reason: 'x' }, /nom/],
    ['propose_appointment', { type: 'refused', reason: 'x' }, /\?$/],
  ])('says so when %s gives %j', async (name, result, answer) => {
    const { text, call } = await reply([...wish, ...toolExchange(name, result)]);
    expect(call).toBeNull();
    expect(text).toMatch(answer);
  });
});
