import { describe, expect, it } from 'vitest';
import { eventsOf, openSimulator } from '../mind/simulator.fixture.ts';
import { startAzureOpenAiSimulator } from './azure-openai-simulator.ts';

const path = '/openai/v1/chat/completions';
const ask = { model: 'gpt-simulated', messages: [{ role: 'user', content: 'Bonjour' }] };
const open = () =>
  openSimulator(startAzureOpenAiSimulator, { 'api-key': 'right' }, { apiKey: 'right' });

describe('the Azure OpenAI simulator', () => {
  it('sends what its filters found before the first choice', async () => {
    await using opened = await open();
    const events = await eventsOf(await opened.post(path, { ...ask, stream: true }));
    expect(events[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    expect(events[1]).toMatchObject({
      choices: [{ content_filter_results: { hate: { filtered: false } } }],
    });
  });

  it.each([
    ['takes its own header', { 'api-key': 'right' }, ask, 200],
    ['takes a bearer key', { authorization: 'Bearer right' }, ask, 200],
    ['refuses a wrong key', { 'api-key': 'no' }, ask, 401],
    ['knows deployments only', { 'api-key': 'right' }, { ...ask, model: 'gpt-other' }, 404],
  ])('%s', async (_what, headers, body, status) => {
    await using opened = await open();
    const answer = await opened.post(path, body, headers);
    expect(answer.status).toBe(status);
    await answer.text();
  });
});
