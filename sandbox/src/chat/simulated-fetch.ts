import { anthropicDialect } from '../vendors/anthropic/anthropic-dialect.ts';
import { azureOpenAiDialect } from '../vendors/azure-openai/azure-openai-simulator.ts';
import { geminiDialect } from '../vendors/gemini/gemini-simulator.ts';
import type { ModelDialect } from '../vendors/mind/model-dialect.ts';
import { createInProcessModel } from '../vendors/mind/model-simulator.ts';
import { openAiDialect } from '../vendors/openai/openai-dialect.ts';
import { createVertexDialect } from '../vendors/vertex/vertex-simulator.ts';

/** The model that every simulated vendor has. */
const simulatedModel = 'simulated-model';

/** Vendors by what stands in an address. */
const vendors: readonly (readonly [RegExp, ModelDialect<never>])[] = [
  [/\/publishers\/google\//, createVertexDialect() as ModelDialect<never>],
  [/:(?:stream)?generateContent/i, geminiDialect as ModelDialect<never>],
  [/\/openai\/v1\//, azureOpenAiDialect as ModelDialect<never>],
  [/\/messages$/, anthropicDialect as ModelDialect<never>],
  [/\/chat\/completions$/, openAiDialect as ModelDialect<never>],
];

/** Answers in the place of whichever vendor is asked, in its own dialect. */
export function createSimulatedFetch(): typeof globalThis.fetch {
  const options = { models: [simulatedModel] };
  const models = vendors.map(
    ([address, dialect]) => [address, createInProcessModel(dialect, options)] as const,
  );
  return (input, init) => {
    const request = new Request(input, init);
    const found = models.find(([address]) => address.test(new URL(request.url).pathname));
    if (found === undefined) throw new TypeError(`No vendor is simulated at ${request.url}`);
    return found[1].fetch(request);
  };
}

/** What the environment must hold for a vendor that is simulated. */
export const simulatedEnvironment = {
  LLM_MODEL: simulatedModel,
  GOOGLE_CLOUD_PROJECT: 'standardiste-local',
  LLM_LOCATION: 'eu',
  VERTEX_ACCESS_TOKEN: 'simulated',
  GEMINI_API_KEY: 'simulated',
  OPENAI_API_KEY: 'simulated',
  OPENAI_BASE_URL: 'http://vendor.example/v1',
  ANTHROPIC_API_KEY: 'simulated',
  AZURE_OPENAI_API_KEY: 'simulated',
  AZURE_OPENAI_ENDPOINT: 'http://vendor.example',
} as const;
