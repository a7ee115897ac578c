import { describe, expect, it } from 'vitest';
import { conversationTools } from '../tools/conversation-tools.ts';
import {
  agent,
  anonymousCaller,
  caller,
  exampleRequest,
  offered,
  slot,
  toolExchange,
  unknownCaller,
  withTransfer,
} from './cascade/model-request.fixture.ts';
import type { LanguageModel, ModelMessage, ModelPart, ModelRequest } from './language-model.ts';

export interface OpenedLanguageModel extends AsyncDisposable {
  readonly model: LanguageModel;
}

/** What every language model must do, whatever its wits: the shape of its answers, and the plain cases of a call. */
export function describeLanguageModel(
  name: string,
  open: () => Promise<OpenedLanguageModel>,
): void {
  const answer = async (request: ModelRequest): Promise<ModelPart[]> => {
    await using opened = await open();
    const parts: ModelPart[] = [];
    for await (const part of opened.model.respond(request, new AbortController().signal))
      parts.push(part);
    return parts;
  };

  describe(`${name} keeps the LanguageModel contract`, () => {
    it('has a name for logs', async () => {
      await using opened = await open();
      expect(opened.model.name).toMatch(/^[a-z0-9-]+(\/\S+)?$/);
    });

    it('ends every answer with one finish, its last part', async () => {
      const parts = await answer(exampleRequest([greeting, caller('Un rendez-vous mardi matin')]));
      expect(parts.map(({ type }) => type).filter((type) => type === 'finish')).toHaveLength(1);
      expect(parts.at(-1)?.type).toBe('finish');
    });

    it('looks slots up for a wish, with the caller’s words', async () => {
      const parts = await answer(exampleRequest([greeting, caller('Un rendez-vous mardi matin')]));
      const call = callOf(parts);
      expect(call?.name).toBe('find_slots');
      expect(conversationTools.find_slots.arguments.parse(call?.arguments).when).toContain('mardi');
      expect(parts.at(-1)).toMatchObject({ reason: 'tool-calls' });
    });

    it('puts found slots into words and asks, without claiming a booking', async () => {
      const parts = await answer(exampleRequest(found, { offeredSlots: slots }));
      expect(callOf(parts)).toBeUndefined();
      expect(textOf(parts)).toContain('mardi 24 novembre à 9 heures');
      expect(textOf(parts)).toMatch(/\?\s*$/);
      expect(textOf(parts)).not.toMatch(/réservé|confirmé|noté/);
    });

    it('proposes the slot that the caller chooses, by its id, and says nothing with it', async () => {
      const messages = [...found, agent('Lequel vous convient ?'), caller('Plutôt jeudi')];
      const parts = await answer(exampleRequest(messages, { offeredSlots: slots }));
      expect(callOf(parts)).toMatchObject({
        name: 'propose_appointment',
        arguments: { slotId: thursday.slotId },
      });
      expect(textOf(parts)).toBe('');
    });

    it('searches for every question about courses, and answers with what was found', async () => {
      const question = [greeting, caller('Combien de temps dure la formation ?')];
      expect(callOf(await answer(exampleRequest(question)))?.name).toBe('search_knowledge');
      const passages = [{ documentId: 'a', title: 'Durée', text: 'La formation dure neuf mois.' }];
      const told = await answer(
        exampleRequest([
          ...question,
          ...toolExchange('search_knowledge', {
            type: 'passages',
            passages,
            isRelevant: true,
            answer: null,
          }),
        ]),
      );
      expect(textOf(told)).toContain('neuf mois');
    });

    it.each([
      ['an unknown', unknownCaller],
      ['an anonymous', anonymousCaller],
    ])('notes the name that %s caller gives', async (_kind, who) => {
      const messages = [greeting, caller('Oui'), agent('Quel est votre nom ?')];
      const parts = await answer(
        exampleRequest([...messages, caller("Je m'appelle Karim Benali")], { caller: who }),
      );
      expect(callOf(parts)).toMatchObject({
        name: 'capture_lead',
        arguments: { lastName: 'Benali' },
      });
    });

    it.each([
      ['Je veux parler à quelqu’un', 'request_call_back'],
      ['Merci, au revoir', 'end_call'],
    ])('understands « %s »', async (said, tool) => {
      expect(callOf(await answer(exampleRequest([greeting, caller(said)])))?.name).toBe(tool);
    });

    it('has a person rung where that is possible', async () => {
      const request = exampleRequest([greeting, caller('Je veux parler à quelqu’un')]);
      expect(callOf(await answer(withTransfer(request)))?.name).toBe('transfer_call');
    });

    it('calls no tool that it was not given', async () => {
      const parts = await answer({
        ...exampleRequest([greeting, caller('Un rendez-vous mardi matin')]),
        tools: [conversationTools.end_call],
      });
      expect(callOf(parts)).toBeUndefined();
      expect(textOf(parts)).not.toBe('');
    });

    it('keeps nothing between requests', async () => {
      await using opened = await open();
      const ask = async (text: string): Promise<string | undefined> => {
        const parts: ModelPart[] = [];
        const request = exampleRequest([greeting, caller(text)]);
        for await (const part of opened.model.respond(request, new AbortController().signal))
          parts.push(part);
        return callOf(parts)?.name;
      };
      expect(await ask('Un rendez-vous mardi matin')).toBe('find_slots');
      expect(await ask('Combien coûte la formation ?')).toBe('search_knowledge');
      expect(await ask('Un rendez-vous mardi matin')).toBe('find_slots');
    });

    it('ends early, with neither finish nor failure, when it is aborted', async () => {
      await using opened = await open();
      const abort = new AbortController();
      const types: string[] = [];
      const request = exampleRequest(found, { offeredSlots: slots });
      for await (const part of opened.model.respond(request, abort.signal)) {
        types.push(part.type);
        abort.abort(new Error('the caller speaks'));
      }
      expect(types).not.toContain('failed');
      expect(types).not.toContain('finish');
    });

    it('gives nothing for a signal that has aborted already', async () => {
      await using opened = await open();
      const request = exampleRequest([greeting, caller('Bonjour')]);
      for await (const part of opened.model.respond(request, AbortSignal.abort()))
        expect.unreachable(part.type);
    });
  });
}

const greeting = agent('Bonjour. Souhaitez-vous un rendez-vous, ou avez-vous une question ?');
const tuesday = offered('2026-11-24T08:00:00Z', 'mardi 24 novembre à 9 heures');
const thursday = offered('2026-11-26T10:00:00Z', 'jeudi 26 novembre à 11 heures');
const slots = [slot('2026-11-24T08:00:00Z'), slot('2026-11-26T10:00:00Z')];
const found: ModelMessage[] = [
  greeting,
  caller('Un rendez-vous la semaine prochaine'),
  ...toolExchange(
    'find_slots',
    { type: 'slots', slots: [tuesday, thursday], alternatives: [], refusal: null },
    { arguments: { when: 'la semaine prochaine' } },
  ),
];

function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
}

function callOf(
  parts: readonly ModelPart[],
): Extract<ModelPart, { type: 'tool-call' }>['call'] | undefined {
  const part = parts.find(({ type }) => type === 'tool-call');
  return part?.type === 'tool-call' ? part.call : undefined;
}
