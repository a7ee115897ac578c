import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { describe, expect, it } from 'vitest';
import { createLanguageModel } from '../create-language-model.ts';
import { agent, caller, exampleFacts, exampleRequest } from '../model-request.fixture.ts';
import { promptParts, systemPrompt } from '../prompt/system-prompt.ts';

/** What goes over the wire to a vendor, which then is down. */
async function bodyOf(provider: string, request = exampleRequest([caller('Bonjour')])) {
  let body = '';
  const model = createLanguageModel({
    provider,
    model: 'some-model',
    anthropicApiKey: 'x',
    openaiApiKey: 'x',
    clock: systemClock,
    fetch: (_input, init) => {
      body = typeof init?.body === 'string' ? init.body : '';
      return Promise.resolve(new Response('{}', { status: 503 }));
    },
  });
  for await (const part of model.respond(request, new AbortController().signal)) {
    expect(part.type).toBe('failed');
  }
  return JSON.parse(body) as { system?: unknown; messages: { role: string; content: unknown }[] };
}

describe('the prompt', () => {
  it('is marked for the cache of Anthropic where it lasts, and not after it', async () => {
    const { system } = await bodyOf('anthropic');
    const { lasting, situation } = promptParts(exampleFacts());
    expect(system).toEqual([
      { type: 'text', text: lasting, cache_control: { type: 'ephemeral' } },
      { type: 'text', text: situation },
    ]);
  });

  it('is one text for the others, which cache what requests begin with', async () => {
    const { messages } = await bodyOf('openai');
    expect(messages[0]?.content).toBe(systemPrompt(exampleFacts()));
    expect(messages.filter(({ role }) => role !== 'user')).toHaveLength(1);
  });

  it('tells what fell out of a long conversation', async () => {
    const long = Array.from({ length: 60 }, (_, index) => [
      caller(`Question ${index}`),
      agent(`Réponse ${index}`),
    ]).flat();
    const { messages } = await bodyOf('openai', exampleRequest([...long, caller('Et alors ?')]));
    expect(messages[0]?.content).toContain('Au début, la personne a dit : « Question 0 ».');
    expect(messages.length).toBeLessThanOrEqual(41);
  });
});
