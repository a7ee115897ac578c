import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths, turnDocumentSchema } from '@standardiste/shared/contracts/documents.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { placeScenario } from './report/place-call.ts';
import { scenarioOf, type ScenarioName } from './scenarios/scenarios.ts';
import { startSandbox, type Sandbox } from './supervisor/start-sandbox.ts';

/** One call after the other: a vendor misbehaves to all calls at once. */
describe("calls that ask the company's RAG service", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      state: 'embedded',
      events: 'embedded',
      languageModel: 'rules',
      knowledge: 'rag',
      basics: { PATH: process.env['PATH'] ?? '' },
      clock: systemClock,
    });
  });
  afterAll(() => sandbox[Symbol.asyncDispose]());

  async function play(scenario: ScenarioName) {
    const { call, result } = await placeScenario(sandbox, { scenario, seed: 1 }, systemClock);
    expect(call.gaveUp).toBeNull();
    expect(result.outcome).toBe(scenarioOf(scenario, 0).expectedOutcome);
    const stored = await sandbox.store.query({ collection: `${paths.call(call.callSid)}/turns` });
    const turns = stored.map(({ data }) => turnDocumentSchema.parse(data));
    return { result, turns };
  }

  it('are answered with what it generates, and the turns name its sources', async () => {
    const { turns } = await play('question');
    const price = turns.find(({ said }) => /1\s?190 euros/.test(said));
    expect(price?.sources).toContain('cap-petite-enfance');
    const length = turns.find(({ said }) => said.includes('deux ans'));
    expect(length?.sources).toContain('bts-communication');
    const state = (await (await fetch(`${sandbox.origins.control}/state`)).json()) as {
      rag: { questions: { question: string }[] };
    };
    expect(state.rag.questions.map(({ question }) => question).join()).toContain('petite enfance');
  });

  it('are answered from the documents while it is down, or honestly', async () => {
    const { turns } = await play('rag-down');
    const answer = turns.find(({ said }) => /1\s?190 euros/.test(said));
    expect(answer?.sources).toContain('cap-petite-enfance');
    const honest = turns.find(({ said }) => said.includes('consulter nos documents'));
    expect(honest?.sources).toEqual([]);
    expect(honest?.said).not.toMatch(/\d{3} euros/);
  });

  it('hear a filler, then an honest answer within the time, when it does not answer', async () => {
    const { result } = await play('rag-slow');
    const turn = result.turns.find(({ heard }) => heard.includes('consulter nos documents'));
    expect(turn?.heard).toMatch(/instant|cherche/);
    expect(turn?.heard).toMatch(/conseiller vous rappelle \?/);
    // True end of speech to the answer: 2.5 s, and at most the filler that is being said.
    expect(turn?.latency['responseMs']).toBeLessThan(2_000);
    expect(turn?.latency['answerMs']).toBeLessThan(4_000);
  });
});
