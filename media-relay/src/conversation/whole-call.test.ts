import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { describe, expect, it } from 'vitest';
import { book } from '../../../sandbox/src/scenarios/book.ts';
import { unknown } from '../../../sandbox/src/scenarios/unknown.ts';
import { anonymous } from '../../../sandbox/src/scenarios/anonymous.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { createRulesLanguageModel } from '../engine/cascade/rules/rules-language-model.ts';
import { playWholeCall, type WholeCallOptions } from './whole-call.fixture.ts';

const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);
const slots = ['2026-11-24T09:00:00.000Z', '2026-11-25T13:30:00.000Z'].map((startAt) => ({
  startAt,
  endAt: new Date(Date.parse(startAt) + 1_800_000).toISOString(),
  advisorId: 'sophie',
}));

/** A calendar that is free at two times and books what it is asked to. */
function calendar({ tool, arguments: input }: EventData<'tool-requested'>): unknown {
  if (tool === 'calendar.find-slots') return { slots, alternatives: [], refusal: null };
  if (tool === 'calendar.book') {
    const { startAt, endAt, advisorId } = input as (typeof slots)[number];
    return { type: 'booked', appointmentId: 'a1', startAt, endAt, advisorId };
  }
  return undefined;
}

function play(options: Partial<WholeCallOptions> & Pick<WholeCallOptions, 'script'>) {
  return playWholeCall({
    profile: schoolProfile,
    caller: camille,
    languageModel: () => createRulesLanguageModel(),
    runTool: calendar,
    startAtMs,
    ...options,
  });
}

const topicsOf = (call: Awaited<ReturnType<typeof play>>): string[] =>
  call.published.map(({ topic }) => topic);

describe('a whole call, in virtual time', () => {
  it.each([1, 2, 3, 4, 5, 6])('books an appointment (paraphrases %i)', async (seed) => {
    const call = await play({ script: book(startAtMs).script, seed });
    const heard = call.heard.agent.map(({ text }) => text).join(' ');
    expect(heard).toMatch(/^Bonjour, Campus Mirabelle à votre écoute.*intelligence artificielle/);
    expect(heard).toContain('Je récapitule : mardi 24 novembre à 10 heures, avec Sophie');
    expect(heard).toContain("C'est confirmé : mardi 24 novembre à 10 heures, avec Sophie.");
    expect(call.heard.damageCount).toBe(0);
    expect(call.heard.unplayedRules).toEqual([]);
    expect(call.heard.endedBy).toBe('callbot');
    expect(topicsOf(call)).toEqual([
      'call-started',
      'tool-requested',
      'tool-requested',
      'call-ended',
    ]);
    expect(call.published.at(-1)?.data).toMatchObject({ outcome: 'appointment-booked' });
    expect(call.armedCount).toBe(0);
  });

  it('says nothing of a booking that the calendar never answered', async () => {
    const call = await play({
      script: {
        rules: [
          ...book(startAtMs).script.rules.slice(0, 4),
          { when: 'au revoir', hangUp: true, say: ['Au revoir.'], optional: true },
          { when: 'SMS|rappellera', say: ['Non merci, au revoir.'] },
        ],
      },
      runTool: (request) => (request.tool === 'calendar.book' ? undefined : calendar(request)),
    });
    const heard = call.heard.agent.map(({ text }) => text).join(' ');
    expect(heard).not.toContain('confirmé');
    expect(heard).toContain("Je n'arrive pas à joindre l'agenda. Rien n'est réservé.");
    expect(call.published.at(-1)?.data).toMatchObject({ outcome: 'call-back-promised' });
    expect(call.armedCount).toBe(0);
  });

  it.each([1, 2, 3])('takes a lead from an unknown caller (paraphrases %i)', async (seed) => {
    const call = await play({
      script: unknown(startAtMs).script,
      caller: { kind: 'unknown', phone: '+33639980042' },
      seed,
    });
    const lead = call.published.find(({ topic }) => topic === 'lead-captured');
    expect(lead?.data).toMatchObject({
      firstName: 'Nadia',
      lastName: 'Perrin',
      phone: '+33639981234',
    });
    expect(call.published.at(-1)?.data).toMatchObject({ outcome: 'lead-captured' });
  });

  it.each([1, 2, 3])(
    'takes a lead from a caller without a number (paraphrases %i)',
    async (seed) => {
      const call = await play({
        script: anonymous(startAtMs).script,
        caller: { kind: 'anonymous' },
        seed,
      });
      const lead = call.published.find(({ topic }) => topic === 'lead-captured');
      expect(lead?.data).toMatchObject({
        firstName: 'Julien',
        lastName: 'Roche',
        phone: '+33199002256',
      });
    },
  );

  it('records that a caller hung up in the middle', async () => {
    const call = await play({ script: { rules: [{ when: 'une question', hangUp: true }] } });
    expect(call.heard.endedBy).toBe('caller');
    expect(call.published.at(-1)?.data).toMatchObject({
      reason: 'caller-hung-up',
      outcome: 'abandoned',
    });
    expect(call.armedCount).toBe(0);
  });

  it('greets without a name when the look-up is late', async () => {
    const call = await play({
      script: { rules: [{ when: 'que puis-je faire', hangUp: true }] },
      identityDelayMs: 60_000,
    });
    expect(call.heard.agent.map(({ text }) => text).join(' ')).toContain(
      'Que puis-je faire pour vous ?',
    );
  });

  it('asks once whether somebody is there, and ends the call when nobody is', async () => {
    const call = await play({
      script: { rules: [{ when: 'jamais', hangUp: true, optional: true }], patienceMs: 90_000 },
    });
    const heard = call.heard.agent.map(({ text }) => text);
    expect(heard.filter((text) => text.includes('Êtes-vous toujours en ligne ?'))).toHaveLength(1);
    expect(call.heard.endedBy).toBe('callbot');
  });
});
