import { anthropicDialect } from '@standardiste/sandbox/vendors/anthropic/anthropic-dialect.ts';
import { azureOpenAiDialect } from '@standardiste/sandbox/vendors/azure-openai/azure-openai-simulator.ts';
import { createSchoolFunctions } from '@standardiste/sandbox/world/school-functions.ts';
import { geminiDialect } from '@standardiste/sandbox/vendors/gemini/gemini-simulator.ts';
import type { ModelDialect } from '@standardiste/sandbox/vendors/mind/model-dialect.ts';
import { createInProcessModel } from '@standardiste/sandbox/vendors/mind/model-simulator.ts';
import { openAiDialect } from '@standardiste/sandbox/vendors/openai/openai-dialect.ts';
import { createVertexDialect } from '@standardiste/sandbox/vendors/vertex/vertex-simulator.ts';
import { book } from '@standardiste/sandbox/scenarios/book.ts';
import { question } from '@standardiste/sandbox/scenarios/question.ts';
import { schoolKnowledge, schoolProfile } from '@standardiste/sandbox/world/school.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import type { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { playWholeCall } from '../../../conversation/whole-call.fixture.ts';
import type { LanguageModel } from '../../language-model.ts';
import { createLanguageModel } from '../create-language-model.ts';
import { openChatModel, type AiSdkProvider } from './chat-models.ts';
import { providers } from './vendors.fixture.ts';

const startAtMs = Date.UTC(2026, 10, 20, 9, 0, 0);
const camille: CallerIdentity = {
  kind: 'known',
  record: 'contact',
  recordId: '0035i000001BBBBAA1',
  firstName: 'Camille',
  lastName: 'Moreau',
  email: null,
  phone: '+33639980001',
  ownerId: '0055i000001AAAAAA1',
  advisorId: 'sophie',
  nextAppointment: null,
};

const dialects: Readonly<Record<AiSdkProvider, ModelDialect<unknown>>> = {
  openai: openAiDialect,
  'openai-compatible': openAiDialect,
  'azure-openai': azureOpenAiDialect,
  anthropic: anthropicDialect,
  gemini: geminiDialect,
  vertex: createVertexDialect(),
};
/** The generation of Gemini that wants its signatures back. */
const model = 'gemini-3.5-flash';

/** The model as the relay opens it, guard and all, before a vendor that answers in this process, in virtual time. */
function open(provider: AiSdkProvider, clock: VirtualClock): LanguageModel {
  const vendor = createInProcessModel(dialects[provider], { clock, models: [model] });
  return createLanguageModel({
    provider,
    model,
    googleCloudProject: 'standardiste-local',
    vertexAccessToken: 'x',
    geminiApiKey: 'x',
    openaiApiKey: 'x',
    openaiBaseUrl: 'http://vendor.example/v1',
    anthropicApiKey: 'x',
    azureOpenaiApiKey: 'x',
    azureOpenaiEndpoint: 'http://vendor.example',
    clock,
    fetch: (input, init) => vendor.fetch(new Request(input, init)),
  });
}

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
      return open(provider, virtual);
    },
  });
  return { ...call, booked: functions.booked };
}

// Modules are loaded in real time, for which a virtual clock does not wait.
beforeAll(async () => {
  await import('./ai-sdk-language-model.ts');
  for (const provider of providers) {
    const settings = { provider, baseUrl: 'http://vendor.example', project: 'p', apiKey: 'x' };
    await openChatModel(settings, model);
  }
});

describe.each(providers)('a whole call with a model of %s', (provider) => {
  it('books', async () => {
    const call = await play(provider, book(startAtMs).script);
    expect(call.published.at(-1)?.data).toMatchObject({ outcome: 'appointment-booked' });
    expect(call.booked).toHaveLength(1);
    expect(call.heard.endedBy).toBe('callbot');
  });

  it('answers questions', async () => {
    const call = await play(provider, question(startAtMs).script);
    expect(call.published.at(-1)?.data).toMatchObject({ outcome: 'question-answered' });
    expect(call.heard.unplayedRules).toEqual([]);
  });
});
