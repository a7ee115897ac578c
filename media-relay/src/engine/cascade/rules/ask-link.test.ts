import { describe, expect, it } from 'vitest';
import { agent, caller, exampleRequest, toolExchange } from '../model-request.fixture.ts';
import { answerCaller } from './answer-caller.ts';
import { readSituation } from './situation.ts';
import { tellResult } from './tell-result.ts';

const greeting = agent('Souhaitez-vous un rendez-vous, ou avez-vous une question ?');

function answer(said: string, before = greeting) {
  return answerCaller(readSituation(exampleRequest([before, caller(said)])));
}

describe('a wish for a link', () => {
  it.each([
    'Pouvez-vous m’envoyer le programme par SMS ?',
    'Envoyez-moi le lien s’il vous plaît.',
    'Je voudrais recevoir la brochure par texto.',
    'Est-ce que vous pouvez me transmettre les informations par SMS ?',
    'Donnez-moi le lien pour m’inscrire.',
  ])('is one: %s', (said) => {
    expect(answer(said)).toMatchObject({ type: 'call', name: 'send_link' });
  });

  it.each([
    'Est-ce que je vais recevoir un SMS ?',
    'Combien coûte le CAP Cuisine ?',
    'Je voudrais un rendez-vous mardi.',
    'J’ai reçu un message de votre part.',
  ])('is none: %s', (said) => {
    expect(answer(said)).not.toMatchObject({ name: 'send_link' });
  });

  it('is asked which one, and the answer is taken', () => {
    const links = ['le catalogue', 'le tarif', 'le formulaire'];
    const messages = toolExchange('send_link', { type: 'which-link', links });
    const situation = readSituation(exampleRequest([greeting, caller('un lien'), ...messages]));
    expect(tellResult(situation)).toMatchObject({
      text: expect.stringMatching(/le catalogue, le tarif ou le formulaire/) as unknown,
    });
    const which = agent('Que souhaitez-vous recevoir : le catalogue ou le tarif ?');
    expect(answer('le tarif', which)).toMatchObject({
      name: 'send_link',
      arguments: { what: 'le tarif' },
    });
  });

  it('is refused where no text message can go', () => {
    const request = exampleRequest([greeting, caller('Envoyez-moi un SMS avec le lien')]);
    const tools = request.tools.filter(({ name }) => name !== 'send_link');
    expect(answerCaller(readSituation({ ...request, tools }))).toMatchObject({
      text: expect.stringMatching(/par SMS/) as unknown,
    });
  });
});
