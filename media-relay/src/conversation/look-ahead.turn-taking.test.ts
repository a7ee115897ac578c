import type { EventData } from '@standardiste/shared/contracts/events.ts';
import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { playScene, saying, utterance, type SceneOptions } from './turn-taking.fixture.ts';

const cautious = { ...schoolProfile, knowledge: { synonyms: [], looksAhead: false } };
const leave = { when: 'coûte', say: ['Merci, au revoir.'], hangUp: true };
const ask = { when: 'une question \\?', say: ['Combien coûte la formation ?'] };

/** Looks up what the caller says, word for word, then tells what was found. */
const looksUp: SceneOptions['answer'] = (said, { messages }) => {
  const last = messages.at(-1);
  if (last?.role !== 'tool') return { tool: 'search_knowledge', arguments: { question: said } };
  const { passages = [] } = last.result as { passages?: { text: string }[] };
  return passages[0]?.text ?? "Je n'arrive pas à consulter nos documents.";
};

function documents(asked: string[] = []): NonNullable<SceneOptions['runTool']> {
  return ({ tool, arguments: input }: EventData<'tool-requested'>) => {
    // The caller is known: slots are looked up during the greeting.
    if (tool !== 'knowledge.search') return undefined;
    const question = String(input['question']);
    asked.push(question);
    const course = /soir/.test(question) ? 'du soir' : 'de base';
    const text = `La formation ${course} coûte 900 euros.`;
    const passage = { documentId: 'tarifs', title: 'Tarifs', text, score: 1 };
    return { passages: [passage], isRelevant: true, answer: null };
  };
}

const countsOf = (call: Awaited<ReturnType<typeof playScene>>) =>
  call.logger.entries.find(({ message }) => message === 'The call is over')?.fields;

describe('a look-up ahead', () => {
  it.each([
    // The model takes 0 ms (`rules`) or 150 ms to ask; each time the end of the turn is waited for meanwhile.
    [0, 150],
    [150, 100],
  ])(
    'brings the answer sooner than one after the turn, with a model of %i ms',
    async (firstTokenMs, gainMs) => {
      const waitMs = async (profile: typeof schoolProfile): Promise<number> => {
        const scene = { answer: looksUp, runTool: documents(), toolDelayMs: 400, firstTokenMs };
        const call = await playScene({ ...scene, profile, rules: [ask, leave] });
        return utterance(call, /900 euros/).startMs - saying(call, /Combien/).endMs;
      };
      const [ahead, after] = [await waitMs(schoolProfile), await waitMs(cautious)];
      expect(after - ahead).toBeGreaterThanOrEqual(gainMs);
    },
  );

  it('is made once, and tells its sources and that nobody waited for it', async () => {
    const asked: string[] = [];
    const scene = { answer: looksUp, runTool: documents(asked), toolDelayMs: 50, firstTokenMs: 0 };
    const call = await playScene({ ...scene, rules: [ask, leave] });
    expect(asked).toEqual(['Combien coûte la formation ?']);
    const answer = call.turns.find(({ said }) => said.includes('900 euros'));
    expect(answer?.sources).toEqual(['tarifs']);
    expect(answer?.latency['toolMs']).toBe(answer?.latency['endOfTurnMs']);
    expect(countsOf(call)).toMatchObject({ wastedLookUpCount: 0, droppedResultCount: 0 });
  });

  it('is discarded and counted when the caller goes on to ask something else', async () => {
    const asked: string[] = [];
    const scene = { answer: looksUp, runTool: documents(asked), firstTokenMs: 0 };
    const call = await playScene({
      ...scene,
      rules: [
        {
          when: 'une question \\?',
          say: ['Combien coûte la formation ?[350]Je parle de celle du soir.'],
        },
        leave,
      ],
    });
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.at(-1)).toContain('du soir');
    expect(call.agentText).toContain('La formation du soir coûte 900 euros.');
    expect(call.agentText).not.toContain('de base');
    expect(countsOf(call)?.['wastedLookUpCount']).toBe(asked.length - 1);
  });

  it('does not happen where the profile says so', async () => {
    const scene = { answer: looksUp, runTool: documents(), firstTokenMs: 0 };
    const call = await playScene({ ...scene, profile: cautious, rules: [ask, leave] });
    const requests = call.published
      .map(({ data }) => data as EventData<'tool-requested'>)
      .filter(({ tool }) => tool === 'knowledge.search');
    expect(requests.map(({ toolCallId }) => toolCallId)).toEqual(['t1']);
  });
});
