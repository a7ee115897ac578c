import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { describe, expect, it } from 'vitest';
import { followUpQuestion } from '../../../sandbox/src/scenarios/follow-up-question.ts';
import { question } from '../../../sandbox/src/scenarios/question.ts';
import { unknownQuestion } from '../../../sandbox/src/scenarios/unknown-question.ts';
import { createSchoolFunctions } from '../../../sandbox/src/world/school-functions.ts';
import { schoolKnowledge, schoolProfile } from '../../../sandbox/src/world/school.ts';
import { createLanguageModel } from '../engine/cascade/create-language-model.ts';
import { camille } from '../../../sandbox/src/world/people.ts';
import { saying, utterance } from './turn-taking.fixture.ts';
import { playWholeCall, type WholeCall, type WholeCallOptions } from './whole-call.fixture.ts';

const seeds = [1, 2, 3];
const unavailable = { passages: [], isRelevant: false, answer: null, isUnavailable: true };
const ask = { when: 'une question \\?', say: ['Combien coûte le CAP petite enfance ?'] };
const accept = { when: 'documents(?=.*rappel).*\\?', say: ['Oui, je veux bien.'] };
const leave = { when: 'autre chose', say: ['Non merci, au revoir.'] };

function play(options: Partial<WholeCallOptions> & Pick<WholeCallOptions, 'script'>) {
  const functions = createSchoolFunctions({ now: () => 0, documents: schoolKnowledge() });
  return playWholeCall({
    profile: schoolProfile,
    caller: camille,
    languageModel: (clock) => createLanguageModel({ provider: 'rules', clock }),
    runTool: (request) => functions.run(request),
    ...options,
  });
}

const outcomeOf = ({ published }: WholeCall) =>
  (published.at(-1)?.data as EventData<'call-ended'>).outcome;
const answerOf = ({ turns }: WholeCall, pattern: RegExp) =>
  turns.find(({ role, said }) => role === 'agent' && pattern.test(said));

describe('a question, in a whole call', () => {
  it.each(seeds)('is answered in three sentences at most, with its sources (%i)', async (seed) => {
    const call = await play({ script: question(0).script, seed });
    expect(call.heard.unplayedRules).toEqual([]);
    expect(outcomeOf(call)).toBe('question-answered');
    const price = answerOf(call, /1 190 euros/);
    expect(price?.sources).toContain('cap-petite-enfance');
    expect(answerOf(call, /deux ans/)?.sources).toContain('bts-communication');
    // The last one asks whether there is another question.
    const sentences = price?.said.match(/[.?!](?=\s|$)/g) ?? [];
    expect(sentences.length).toBeLessThanOrEqual(3 + 1);
  });

  it.each(seeds)('goes on about what was asked before (%i)', async (seed) => {
    const call = await play({ script: followUpQuestion(0).script, seed });
    expect(call.heard.unplayedRules).toEqual([]);
    expect(answerOf(call, /1 290 euros/)?.sources).toContain('cap-cuisine');
  });

  it.each(seeds)(
    'that no document answers gets an honest no and the offer of an advisor (%i)',
    async (seed) => {
      const runTool = () => ({ ...unavailable, isUnavailable: false });
      const call = await play({ script: unknownQuestion(0).script, seed, runTool });
      const [no] = call.heard.agent.filter(({ text }) => /conseiller vous rappelle \?/.test(text));
      expect(no?.text).toMatch(/n'ai pas cette information|ne sais pas vous répondre/);
      expect(no?.text).not.toMatch(/\d+ euros/);
      expect(call.turns.flatMap(({ sources }) => sources)).toEqual([]);
      expect(outcomeOf(call)).toBe('call-back-promised');
    },
  );

  it('that is interrupted by « et le prix ? » goes on with the price of the same', async () => {
    const call = await play({
      script: {
        rules: [
          { when: 'une question \\?', say: ['Comment se passe le CAP Cuisine ?'] },
          { when: 'cuisinier en', interruptAfterMs: 0, say: ['Et le prix ?'] },
          { when: '1 ?290', say: ['Merci, au revoir.'] },
        ],
      },
    });
    expect(call.heard.unplayedRules).toEqual([]);
    const cut = answerOf(call, /métier de cuisinier/);
    expect(cut?.isInterrupted).toBe(true);
    expect(cut?.heard.length).toBeLessThan(cut?.said.length ?? 0);
    const price = utterance(call, /1 ?290 euros/);
    expect(price.startMs - saying(call, /prix/).endMs).toBeLessThan(1_500);
    expect(answerOf(call, /1 290 euros/)?.sources).toContain('cap-cuisine');
  });
});

describe('a question that cannot be looked up, in a whole call', () => {
  it('is met at once with the truth and the offer of an advisor when the service is down', async () => {
    const call = await play({
      script: { rules: [ask, accept, leave] },
      runTool: () => unavailable,
    });
    const honest = utterance(call, /n'arrive pas à consulter nos documents/);
    expect(honest.text).toContain("Souhaitez-vous qu'un conseiller vous rappelle ?");
    expect(honest.startMs - saying(call, /Combien/).endMs).toBeLessThan(1_200);
    expect(outcomeOf(call)).toBe('call-back-promised');
  });

  it('is bridged by a filler, and given up after 2.5 s', async () => {
    const call = await play({ script: { rules: [ask, accept, leave] }, runTool: () => undefined });
    const asked = saying(call, /Combien/);
    const answer = utterance(call, /consulter nos documents/);
    expect(answer.text).toMatch(/instant|cherche/);
    expect(answer.startMs - asked.endMs).toBeLessThan(1_600);
    // The filler begins the utterance; the honest answer comes within the time and what is left of the filler.
    const requested = call.published
      .filter(({ topic }) => topic === 'tool-requested')
      .map(({ data }) => data as EventData<'tool-requested'>);
    const notAfter = requested.find(({ tool }) => tool === 'knowledge.search')?.notAfter ?? '';
    const turn = answerOf(call, /consulter nos documents/);
    const saidAtMs = (turn?.startedAt.getTime() ?? 0) + (turn?.latency['toolMs'] ?? 0);
    expect(saidAtMs).toBeLessThan(Date.parse(notAfter) + 100);
    expect(outcomeOf(call)).toBe('call-back-promised');
  });

  it('says nothing of what comes after that', async () => {
    const functions = createSchoolFunctions({ now: () => 0, documents: schoolKnowledge() });
    const call = await play({
      script: { rules: [ask, accept, leave] },
      runTool: (request) => functions.run(request),
      toolDelayMs: 3_500,
    });
    const agentText = call.heard.agent.map(({ text }) => text).join(' ');
    expect(agentText).toContain('consulter nos documents');
    expect(agentText).not.toContain('190 euros');
    expect(call.turns.flatMap(({ sources }) => sources)).toEqual([]);
    expect(call.armedCount).toBe(0);
  });
});
