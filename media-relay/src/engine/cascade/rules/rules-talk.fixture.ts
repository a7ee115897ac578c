import { describe, expect, it } from 'vitest';
import type { ModelFacts, ModelMessage, ModelPart } from '../../language-model.ts';
import {
  agent,
  anonymousCaller,
  caller,
  exampleRequest,
  offered,
  slot,
  toolExchange,
  unknownCaller,
} from '../model-request.fixture.ts';
import { createRulesLanguageModel } from './rules-language-model.ts';

export const model = createRulesLanguageModel();

export interface Reply {
  readonly text: string;
  readonly call: { readonly name: string; readonly arguments: Record<string, unknown> } | null;
}

export async function reply(
  messages: readonly ModelMessage[],
  facts: Partial<ModelFacts> = {},
): Promise<Reply> {
  const parts: ModelPart[] = [];
  const signal = new AbortController().signal;
  for await (const part of model.respond(exampleRequest(messages, facts), signal)) parts.push(part);
  expect(parts.at(-1)?.type).toBe('finish');
  const called = parts.find((part) => part.type === 'tool-call');
  return {
    text: parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join(''),
    call: called?.type === 'tool-call' ? called.call : null,
  };
}

export const greeting = agent(
  'Ravi de vous entendre. Souhaitez-vous un rendez-vous, ou avez-vous une question ?',
);
export const strangerGreeting = agent(
  'Je ne retrouve pas votre dossier. Souhaitez-vous qu’un conseiller vous rappelle, ou avez-vous une question ?',
);
export const anythingElse = agent("C'est confirmé. Puis-je faire autre chose pour vous ?");

export const mondayNine = offered('2026-11-23T08:00:00Z', 'lundi 23 novembre à 9 heures');
export const tuesday = offered('2026-11-24T13:30:00Z', 'mardi 24 novembre à 14 heures 30');
export const thursday = offered('2026-11-26T10:00:00Z', 'jeudi 26 novembre à 11 heures');
export const offeredSlots = [
  slot('2026-11-23T08:00:00Z'),
  slot('2026-11-24T13:30:00Z'),
  slot('2026-11-26T10:00:00Z'),
];
export const slotsResult = {
  type: 'slots',
  slots: [mondayNine, tuesday, thursday],
  alternatives: [],
  refusal: null,
};
export const afterOffer: ModelMessage[] = [
  greeting,
  caller('Un rendez-vous la semaine prochaine'),
  ...toolExchange('find_slots', slotsResult),
  agent(
    "Je vous propose lundi 23 novembre à 9 heures, mardi 24 à 14 heures 30, ou jeudi 26 à 11 heures, avec Sophie. Qu'est-ce qui vous convient ?",
  ),
];

export interface Row {
  readonly what: string;
  readonly before: readonly ModelMessage[];
  readonly facts?: Partial<ModelFacts>;
  readonly says: readonly string[];
  readonly calls?: string;
  readonly with?: Record<string, unknown>;
  readonly answers?: RegExp;
}

export const stranger = { caller: unknownCaller };
export const hidden = { caller: anonymousCaller };

export const own = [slot('2026-11-24T09:00:00Z'), slot('2026-11-26T13:30:00Z')].map(
  (times, index) => ({
    appointmentId: `a${index}`,
    ...times,
  }),
);
export const one = { appointments: own.slice(0, 1) };
export const two = { appointments: own };
export const wantsMove = caller('Je voudrais déplacer mon rendez-vous');
export const wantsCancel = caller('Je voudrais annuler mon rendez-vous');
export const listed = toolExchange('list_appointments', { type: 'appointments', appointments: [] });
export const whichToMove = agent('Vous avez 2 rendez-vous : … Lequel souhaitez-vous déplacer ?');
export const whichToCancel = agent('Vous avez 2 rendez-vous : … Lequel souhaitez-vous annuler ?');
export const toMove: ModelMessage[] = [
  greeting,
  wantsMove,
  ...listed,
  agent(
    'Vous avez rendez-vous mardi 24 novembre à 10 heures, avec Sophie. Quel autre moment vous conviendrait ?',
  ),
];

/** One test for each thing that a caller says in a situation. */
export function describeRows(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    for (const row of rows) {
      it.each(row.says)(`${row.what}: « %s »`, async (said) => {
        const { text, call } = await reply([...row.before, caller(said)], row.facts);
        if (row.calls === undefined) {
          expect(call).toBeNull();
          expect(text).toMatch(row.answers ?? /\S/);
        } else {
          expect({ name: call?.name, text }).toEqual({ name: row.calls, text: '' });
          expect(call?.arguments).toMatchObject(row.with ?? {});
        }
      });
    }
  });
}
