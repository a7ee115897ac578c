import { describe, expect, it } from 'vitest';
import type { ModelMessage } from '../../language-model.ts';
import { agent, caller, exampleRequest } from '../model-request.fixture.ts';
import {
  model,
  reply,
  greeting,
  anythingElse,
  offeredSlots,
  afterOffer,
  stranger,
} from './rules-talk.fixture.ts';

describe('rules, over several turns', () => {
  it('searches with the subject of the question before when a question names none', async () => {
    const { call } = await reply([
      greeting,
      caller('Combien coûte le CAP Couture ?'),
      agent('Il coûte 900 euros. Avez-vous une autre question ?'),
      caller('Et ça dure combien de temps ?'),
    ]);
    expect(call?.arguments['question']).toMatch(/CAP Couture.*combien de temps/);
  });

  it('comes back to the offered slots after a question in between', async () => {
    const { text, call } = await reply(
      [
        ...afterOffer,
        caller('Combien coûte la formation ?'),
        agent('Elle coûte 900 euros. Avez-vous une autre question ?'),
        caller('Non merci'),
      ],
      { offeredSlots },
    );
    expect(call).toBeNull();
    expect(text).toContain('lundi 23 novembre à 9 heures');
  });

  it('never says the same sentence twice in a row and does not loop when it understands nothing', async () => {
    const messages: ModelMessage[] = [greeting];
    const texts: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      messages.push(caller('Le chat est sur le toit'));
      const { text, call } = await reply(messages);
      if (call !== null) {
        expect(call.name).toBe('request_call_back');
        expect(texts.length).toBe(3);
        return;
      }
      expect(text).not.toBe(texts.at(-1));
      texts.push(text);
      messages.push(agent(text));
    }
    expect.unreachable('it went on asking');
  });

  it('varies its wording when slots are refused again and again', async () => {
    const messages: ModelMessage[] = [...afterOffer];
    let last = '';
    for (let turn = 0; turn < 3; turn += 1) {
      messages.push(caller('Non'));
      const { text } = await reply(messages, { offeredSlots });
      expect(text).not.toBe(last);
      last = text;
      messages.push(agent(text));
    }
  });

  it('gives the same answer to the same request', async () => {
    const messages = [greeting, caller('Un rendez-vous mardi')];
    expect(await reply(messages)).toEqual(await reply(messages));
  });

  it('says nothing once it is aborted', async () => {
    const abort = AbortSignal.abort();
    for await (const part of model.respond(exampleRequest([greeting, caller('Oui')]), abort))
      expect.unreachable(part.type);
  });

  it('lets a stranger book once their details are noted', async () => {
    const { call } = await reply([anythingElse, caller('Un rendez-vous mardi matin')], {
      ...stranger,
      leadCaptured: true,
    });
    expect(call?.name).toBe('find_slots');
  });
});
