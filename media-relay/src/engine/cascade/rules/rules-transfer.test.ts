import { describe, expect, it } from 'vitest';
import type { ModelMessage } from '../../language-model.ts';
import { agent, caller, exampleRequest, withTransfer } from '../model-request.fixture.ts';
import { phrases } from '../../../conversation/phrases.ts';
import { greeting, hidden, model, stranger, strangerGreeting } from './rules-talk.fixture.ts';

type Facts = Parameters<typeof exampleRequest>[1];

/** The tool that the rules call for what the caller says, where somebody can be rung; undefined when they say something. */
async function toolFor(messages: readonly ModelMessage[], facts: Facts = {}) {
  const request = withTransfer(exampleRequest(messages, facts));
  for await (const part of model.respond(request, new AbortController().signal)) {
    if (part.type === 'tool-call') return part.call.name;
  }
  return undefined;
}

describe('somebody who can be rung', () => {
  it.each([
    'Je veux parler à quelqu’un',
    'Passez-moi un conseiller',
    'Mettez-moi en relation avec le secrétariat',
    'Je ne veux pas parler à une machine',
    'Un humain, s’il vous plaît',
  ])('is rung after « %s », whoever calls', async (said) => {
    expect(await toolFor([greeting, caller(said)])).toBe('transfer_call');
    expect(await toolFor([strangerGreeting, caller(said)], stranger)).toBe('transfer_call');
    expect(await toolFor([strangerGreeting, caller(said)], hidden)).toBe('transfer_call');
  });

  it.each(['Rappelez-moi plus tard', 'Je voudrais un rendez-vous', 'Combien coûte la formation ?'])(
    'is not rung after « %s »',
    async (said) => {
      expect(await toolFor([greeting, caller(said)])).not.toBe('transfer_call');
    },
  );

  it('and has not answered: the call back that is offered then is taken', async () => {
    const messages = [
      greeting,
      caller('Passez-moi un conseiller'),
      agent(phrases.nobodyAnswered),
      caller('Oui, merci'),
    ];
    expect(await toolFor(messages)).toBe('request_call_back');
  });
});
