import { createSchoolFunctions } from '@standardiste/sandbox/world/school-functions.ts';
import { book } from '@standardiste/sandbox/scenarios/book.ts';
import { question } from '@standardiste/sandbox/scenarios/question.ts';
import { schoolKnowledge, schoolProfile } from '@standardiste/sandbox/world/school.ts';
import type { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { playWholeCall } from '../../../conversation/whole-call.fixture.ts';
import { systemPromptVersion } from '../prompt/system-prompt.ts';
import type { AiSdkProvider } from './chat-models.ts';
import { loadVendors, openInProcess } from './dialects.fixture.ts';
import { providers } from './vendors.fixture.ts';
import { camille } from '../../../../../sandbox/src/world/people.ts';

const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);

async function play(provider: AiSdkProvider, script: ReturnType<typeof book>['script']) {
  let clock: VirtualClock | undefined;
  const documents = schoolKnowledge();
  const functions = createSchoolFunctions({ now: () => clock?.now() ?? startAtMs, documents });
  const call = await playWholeCall({
    profile: schoolProfile,
    caller: camille,
    script,
    startAtMs,
    runTool: (request) => functions.run(request),
    languageModel: (virtual) => {
      clock = virtual;
      return openInProcess(provider, virtual).languageModel;
    },
  });
  return { ...call, booked: functions.booked };
}

beforeAll(loadVendors);

describe.each(providers)('a whole call with a model of %s', (provider) => {
  it('books', async () => {
    const call = await play(provider, book(startAtMs).script);
    expect(call.published.at(-1)?.data).toMatchObject({ outcome: 'appointment-booked' });
    expect(call.booked).toHaveLength(1);
    // Which model and which wording of the prompt stands with the turn, so that answers can be compared later.
    expect(call.turns.flatMap(({ answeredBy }) => answeredBy ?? [])[0]).toEqual({
      model: expect.stringMatching(`^${provider}/`),
      promptVersion: systemPromptVersion,
    });
    expect(call.heard.endedBy).toBe('callbot');
  });

  it('answers questions', async () => {
    const call = await play(provider, question(startAtMs).script);
    expect(call.published.at(-1)?.data).toMatchObject({ outcome: 'question-answered' });
    expect(call.heard.unplayedRules).toEqual([]);
  });
});
