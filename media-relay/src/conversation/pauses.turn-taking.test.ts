import { describe, expect, it } from 'vitest';
import { playScene, saying, utterance, type SceneOptions } from './turn-taking.fixture.ts';

const leave = { when: 'compris', say: ['Merci, au revoir.'], hangUp: true };
const asking = (question: string) => (text: string) =>
  /rappeler|écrire|inscrire/.test(text) ? question : `J'ai bien compris : ${text}`;

function play(options: SceneOptions) {
  return playScene(options);
}

/** Ms of silence between the true end of what the caller said and the answer's first character. */
function answerAfterMs(
  call: Awaited<ReturnType<typeof play>>,
  said: RegExp,
  answer: RegExp,
): number {
  return utterance(call, answer).startMs - saying(call, said).endMs;
}

describe('a caller who pauses', () => {
  it.each([
    'Zéro six[1200]trente-neuf[1200]quatre-vingt-dix-huit[1200]douze[1200]trente-quatre.',
    '06[1200]39[1200]98[1200]12[1200]34',
  ])('between the pairs of a phone number is not cut: %s', async (dictated) => {
    const call = await play({
      answer: asking('Quel est votre numéro de téléphone ?'),
      rules: [
        { when: 'une question \\?', say: ['Pouvez-vous me rappeler ?'] },
        { when: 'votre numéro', say: [dictated] },
        leave,
      ],
    });
    const callers = call.turns.filter(({ role }) => role === 'caller').map(({ said }) => said);
    expect(callers).toHaveLength(2);
    expect(callers[1]?.replaceAll(/[^\p{L}\d]/gu, '')).toBe(
      dictated.replaceAll(/\[\d+\]|[^\p{L}\d]/gu, ''),
    );
    // Ten digits are a whole number: nobody waits then.
    expect(answerAfterMs(call, /39|trente-neuf/, /compris/)).toBeLessThan(1_100);
  });

  it('while spelling an e-mail is not cut', async () => {
    const call = await play({
      answer: asking('Quelle est votre adresse e-mail ?'),
      rules: [
        { when: 'une question \\?', say: ["Vous pouvez m'écrire ?"] },
        {
          when: 'adresse e-mail',
          say: ['C, A, M[1100]I, L, L, E[1300]arobase[900]gmail[700]point com'],
        },
        leave,
      ],
    });
    const callers = call.turns.filter(({ role }) => role === 'caller').map(({ said }) => said);
    expect(callers).toHaveLength(2);
    expect(callers[1]).toMatch(/^C, A, M.*gmail.*point com$/);
  });

  it('to think aloud is not cut', async () => {
    const call = await play({
      answer: asking('Quel jour vous conviendrait ?'),
      rules: [
        { when: 'une question \\?', say: ['Je veux m’inscrire.'] },
        {
          when: 'Quel jour',
          say: ['Alors, euh[1300]attendez, le mardi et[1200]euh[1000]le jeudi matin.'],
        },
        leave,
      ],
    });
    const callers = call.turns.filter(({ role }) => role === 'caller').map(({ said }) => said);
    expect(callers).toHaveLength(2);
    expect(callers[1]).toContain('jeudi matin');
  });

  it('after « attendez » is given 8 s, and is not asked whether they are there', async () => {
    const call = await play({
      answer: asking('Quel jour vous conviendrait ?'),
      rules: [
        { when: 'une question \\?', say: ['Je veux m’inscrire.'] },
        { when: 'Quel jour', say: ['Attendez.[8000]Le jeudi matin.'] },
        leave,
      ],
    });
    const between = call.heard.agent.filter(
      ({ startMs }) =>
        startMs > saying(call, /Attendez/).startMs && startMs < saying(call, /Attendez/).endMs,
    );
    expect(between.map(({ text }) => text).join(' ')).toMatch(
      /^(|Je patiente\.|Prenez votre temps\.)$/,
    );
    expect(call.agentText).toMatch(/J'ai bien compris : (Attendez\. )?Le jeudi matin/);
  });

  it.each(['Oui.', 'Non.', 'Oui, merci.', 'Non merci.'])(
    'not at all: « %s » is answered within 250 ms of its end and the time of the vendors',
    async (said) => {
      const firstTokenMs = 350;
      const call = await play({
        firstTokenMs,
        answer: (text) =>
          /inscrire/.test(text) ? 'Voulez-vous être rappelé ?' : `J'ai compris : ${text}`,
        rules: [
          { when: 'une question \\?', say: ['Je veux m’inscrire.'] },
          { when: 'être rappelé', say: [said] },
          leave,
        ],
      });
      // The model's first token, its first sentence (20 characters at 60 tokens of 4 a second), the voice's first byte, a frame each.
      const vendorsMs = firstTokenMs + 7 * 17 + 120 + 60;
      expect(answerAfterMs(call, new RegExp(`^${said}`), /compris/)).toBeLessThan(250 + vendorsMs);
    },
  );

  it('for long is heard in spite of lost packets', async () => {
    const call = await play({
      answer: asking('Quel jour vous conviendrait ?'),
      // Nothing arrives for 3 s while the caller listens.
      isFrameLost: (frame) => frame > 300 && frame < 450,
      rules: [
        { when: 'une question \\?', say: ['Je veux m’inscrire.'] },
        { ...leave, when: 'Quel jour' },
      ],
    });
    expect(call.recogniserHeard).toContain('Je veux m’inscrire.'.replace('’', "'"));
    expect(call.agentText).toContain('Quel jour vous conviendrait ?');
  });
});
