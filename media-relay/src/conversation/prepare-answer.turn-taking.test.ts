import { describe, expect, it } from 'vitest';
import { playScene, saying, utterance, type SceneOptions } from './turn-taking.fixture.ts';

const leave = { when: 'compris', say: ['Merci, au revoir.'], hangUp: true };
const answer: SceneOptions['answer'] = (text) => `J'ai compris : ${text}`;

describe('an answer that is prepared', () => {
  it('is there sooner than one that waits for the end of the turn', async () => {
    const call = await playScene({
      answer,
      rules: [{ when: 'une question \\?', say: ['Combien coûte la formation ?'] }, leave],
    });
    const waitMs = utterance(call, /compris/).startMs - saying(call, /Combien/).endMs;
    // One after the other: final 300, first token 350, first clause 11 tokens, first byte 120.
    expect(waitMs).toBeLessThan(300 + 350 + 11 * 17 + 120 - 100);
    expect(call.model.asked).toHaveLength(1);
    expect(call.model.mostLive).toBe(1);
  });

  it('is not spoken, and not asked twice at a time, when the caller goes on', async () => {
    const call = await playScene({
      answer,
      rules: [
        {
          when: 'une question \\?',
          say: ['Combien coûte la formation ?[350]Je parle de celle du soir.'],
        },
        leave,
      ],
    });
    expect(call.model.asked.length).toBeGreaterThan(1);
    expect(call.model.mostLive).toBe(1);
    expect(utterance(call, /compris/).text).toContain('celle du soir');
    expect(call.turns.filter(({ role }) => role === 'caller')).toHaveLength(1);
    const over = call.logger.entries.find(({ message }) => message === 'The call is over');
    expect(over?.fields['wastedPreparationCount']).toBeGreaterThan(0);
  });

  it('is as quick with a recogniser whose finals come 1.5 s late', async () => {
    const call = await playScene({
      answer,
      recognition: { timing: { finalAfterMs: 1_500 } },
      rules: [{ when: 'une question \\?', say: ['Combien coûte la formation ?'] }, leave],
    });
    const waitMs = utterance(call, /compris/).startMs - saying(call, /Combien/).endMs;
    expect(waitMs).toBeLessThan(300 + 350 + 11 * 17 + 120);
    expect(call.turns.filter(({ role }) => role === 'caller')).toHaveLength(1);
  });
});
