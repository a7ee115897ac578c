import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { describe, expect, it } from 'vitest';
import { finish } from '../../../sandbox/src/scenarios/common-rules.ts';
import { camille as known } from '../../../sandbox/src/world/people.ts';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { createRulesLanguageModel } from '../engine/cascade/rules/rules-language-model.ts';
import { playWholeCall, type WholeCall } from './whole-call.fixture.ts';

/** A Friday. */
const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);
const tuesday = {
  appointmentId: 'a1',
  startAt: '2026-11-24T09:00:00.000Z',
  endAt: '2026-11-24T09:30:00.000Z',
  advisorId: 'sophie',
};
const friday = {
  startAt: '2026-11-27T10:00:00.000Z',
  endAt: '2026-11-27T10:30:00.000Z',
  advisorId: 'sophie',
};
const camille: CallerIdentity = { ...known, nextAppointment: tuesday };

const answers: Readonly<Record<string, unknown>> = {
  'calendar.list': { appointments: [tuesday], isComplete: true },
  'calendar.find-slots': { slots: [friday], alternatives: [], refusal: null },
  'calendar.move': { type: 'moved', ...tuesday, ...friday },
};

/** Somebody who moves their appointment in one sentence, and says these names one after the other. */
function callWith(names: readonly string[], seed = 1): Promise<WholeCall> {
  return playWholeCall({
    profile: { ...schoolProfile, verification: 'last-name' },
    caller: camille,
    script: {
      rules: [
        {
          name: 'ask',
          when: 'une question \\?',
          say: ['Je voudrais déplacer mon rendez-vous au vendredi 27 novembre à onze heures.'],
        },
        { name: 'name', when: 'quel est votre nom de famille', say: [names[0] ?? 'Non.'] },
        { name: 'again', when: 'redire votre nom de famille', say: [names[1] ?? 'Non.'] },
        { name: 'choose', when: '^(?!.*Je déplace).*11 heures.*\\?', say: ['Oui, très bien.'] },
        { name: 'agree', when: 'Je déplace.*\\?', say: ['Oui, c’est bien cela.'] },
        finish,
      ],
    },
    languageModel: () => createRulesLanguageModel(),
    runTool: ({ tool }: EventData<'tool-requested'>) => answers[tool],
    startAtMs,
    seed,
  });
}

const heardIn = (call: WholeCall): string => call.heard.agent.map(({ text }) => text).join(' ');
const toolsIn = (call: WholeCall): readonly unknown[] =>
  call.published.flatMap(({ topic, data }) =>
    topic === 'tool-requested' ? [(data as EventData<'tool-requested'>).tool] : [],
  );

describe('a whole call of somebody who is verified', () => {
  it.each([
    [['Moreau.'], 1],
    [['Moreau. M, O, R, E, A, U.'], 2],
    [['Marceau.', 'Camille Moreau.'], 3],
  ])('goes on with the wish, and with the time in it: %j', async (names, seed) => {
    const call = await callWith(names, seed);
    const heard = heardIn(call);
    expect(heard.match(/quel est votre nom de famille/g)).toHaveLength(1);
    expect(heard).toContain(
      'Je déplace votre rendez-vous du mardi 24 novembre à 10 heures au vendredi 27 novembre à 11 heures',
    );
    expect(heard).toContain("C'est fait : vendredi 27 novembre à 11 heures, avec Sophie.");
    expect(heard).not.toMatch(/pour quand|quel jour/i);
  });

  it('ends with a promise to call back when the name is wrong twice, and touches no appointment', async () => {
    const call = await callWith(['Martin.', 'Durand. D, U, R, A, N, D.']);
    expect(heardIn(call)).toContain('Je ne peux pas vérifier votre identité.');
    expect(heardIn(call)).not.toMatch(/Moreau|24 novembre/);
    expect(toolsIn(call)).not.toContain('calendar.list');
    expect(toolsIn(call)).not.toContain('calendar.move');
    expect(call.document).toMatchObject({ outcome: 'call-back-promised', callBackPromised: true });
    const kept = JSON.stringify([call.turns, call.published, call.logger.entries]);
    expect(kept).not.toMatch(/Martin|Durand|D, U, R/);
  });
});
