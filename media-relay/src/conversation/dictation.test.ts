import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { describe, expect, it } from 'vitest';
import { dictate } from '../../../sandbox/src/scenarios/dictate.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { particularWish } from '../../../sandbox/src/scenarios/particular-wish.ts';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { createRulesLanguageModel } from '../engine/cascade/rules/rules-language-model.ts';
import { playWholeCall, type WholeCall } from './whole-call.fixture.ts';

/** A Friday. */
const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);

/** A calendar that is free whenever the caller wishes, from the first minute of the wish. */
function freeCalendar({ tool, arguments: input }: EventData<'tool-requested'>): unknown {
  if (tool === 'calendar.find-slots') {
    const { windows } = input as { windows: { from: string; to: string }[] };
    const slots = windows.map(({ from }) => ({
      startAt: from,
      endAt: new Date(Date.parse(from) + 1_800_000).toISOString(),
      advisorId: 'sophie',
    }));
    return { slots, alternatives: [], refusal: null };
  }
  return { type: 'booked', appointmentId: 'a1', ...slotOf(input) };
}

function slotOf({ startAt, endAt, advisorId }: Readonly<Record<string, unknown>>) {
  return { startAt, endAt, advisorId };
}

const heardIn = (call: WholeCall): string => call.heard.agent.map(({ text }) => text).join(' ');
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe('dictation, heard and read back', () => {
  it.each(seeds)('takes a corrected number and a spelled e-mail (paraphrases %i)', async (seed) => {
    const call = await playWholeCall({
      profile: schoolProfile,
      caller: { kind: 'anonymous' },
      script: dictate(startAtMs).script,
      languageModel: () => createRulesLanguageModel(),
      startAtMs,
      seed,
    });
    expect(heardIn(call)).toContain(
      'Nadia Perrin, au zéro six, trente-neuf, quatre-vingt-dix-huit, vingt, cinquante-six.',
    );
    expect(heardIn(call)).toContain('nadia point perrin, arobase, laposte point net');
    expect(call.published.find(({ topic }) => topic === 'lead-captured')?.data).toMatchObject({
      firstName: 'Nadia',
      lastName: 'Perrin',
      phone: '+33639982056',
      email: 'nadia.perrin@laposte.net',
    });
  });

  it.each(seeds)('understands a wish with a bound (paraphrases %i)', async (seed) => {
    const call = await playWholeCall({
      profile: schoolProfile,
      caller: camille,
      script: particularWish(startAtMs).script,
      languageModel: () => createRulesLanguageModel(),
      runTool: freeCalendar,
      startAtMs,
      seed,
    });
    expect(heardIn(call)).toContain("C'est confirmé : lundi 30 novembre à 14 heures, avec Sophie.");
    const booking = call.published.findLast(({ topic }) => topic === 'tool-requested');
    expect(booking?.data).toMatchObject({ arguments: { startAt: '2026-11-30T13:00:00.000Z' } });
  });
});
