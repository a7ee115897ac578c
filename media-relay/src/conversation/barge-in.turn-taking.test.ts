import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { whiteNoise } from '../../../sandbox/src/voice/mix.ts';
import { playScene, saying, utterance, type SceneOptions } from './turn-taking.fixture.ts';

const long =
  'La formation dure six mois, à raison de deux cours par semaine. ' +
  'Les cours ont lieu le mardi et le jeudi soir, en ligne. ' +
  'Un tuteur vous suit du début à la fin de votre parcours.';
const ask = { when: 'une question \\?', say: ['Comment se passe la formation ?'] };
const leave = { when: 'parcours|bien compris', say: ['Merci, au revoir.'], hangUp: true };

function play(options: Partial<SceneOptions> & Pick<SceneOptions, 'rules'>) {
  return playScene({
    answer: (text) => (/formation/.test(text) ? long : `J'ai bien compris : ${text}`),
    ...options,
  });
}

describe('a caller who speaks over the callbot', () => {
  it('is heard at once, and what they did not hear is not taken for said', async () => {
    const call = await play({
      rules: [
        ask,
        { when: 'deux cours', interruptAfterMs: 0, say: ['Excusez-moi, combien ça coûte ?'] },
        leave,
      ],
    });
    const interruption = saying(call, /combien/);
    const cut = utterance(call, /La formation dure/);
    expect(cut.endMs - interruption.startMs).toBeLessThan(250);
    const turn = call.turns.find(({ said }) => said.startsWith('La formation'));
    expect(turn?.isInterrupted).toBe(true);
    expect(turn?.said.startsWith(turn.heard)).toBe(true);
    expect(cut.text.startsWith(turn?.heard ?? '-')).toBe(true);
    expect(call.agentText).not.toContain('tuteur');
    expect(call.agentText).toContain("J'ai bien compris : Excusez-moi, combien ça coûte ?");
    expect(call.armedCount).toBe(0);
  });

  it('may do so twice in a row', async () => {
    const call = await play({
      answer: (text) => (/formation|encore/.test(text) ? long : `J'ai bien compris : ${text}`),
      rules: [
        ask,
        { when: 'dure six', interruptAfterMs: 0, say: ['Pardon, dites encore une fois tout.'] },
        { when: 'dure six', interruptAfterMs: 0, say: ['Non attendez, je veux le prix.'] },
        leave,
      ],
    });
    for (const pattern of [/Pardon/, /Non attendez/]) {
      const { startMs } = saying(call, pattern);
      const cut = call.heard.agent.filter(({ startMs: at }) => at < startMs).at(-1);
      expect((cut?.endMs ?? Infinity) - startMs).toBeLessThan(250);
    }
    expect(call.turns.filter(({ isInterrupted }) => isInterrupted)).toHaveLength(2);
    expect(call.agentText).toContain('je veux le prix');
  });

  it.each([120, 240, 400])('by a cough of %i ms is not taken to have spoken', async (ms) => {
    const call = await play({
      rules: [ask, leave],
      sounds: [{ after: /deux cours/, delayMs: 0, sound: whiteNoise(ms, -14) }],
    });
    expect(call.turns.filter(({ isInterrupted }) => isInterrupted)).toEqual([]);
    expect(call.agentText).toContain('du début à la fin de votre parcours.');
    expect(call.turns.filter(({ role }) => role === 'caller')).toHaveLength(1);
  });

  it.each(['Mm-hm.', "D'accord.", 'Oui.', 'Oui oui.'])(
    'to say « %s » hears the callbot go on, from the phrase that was cut',
    async (word) => {
      const call = await play({
        rules: [ask, { when: 'deux cours', interruptAfterMs: 0, say: [word] }, leave],
      });
      expect(call.turns.filter(({ isInterrupted }) => isInterrupted)).toEqual([]);
      expect(call.agentText).toContain('Un tuteur vous suit du début à la fin');
      // Nobody asked the model about it.
      expect(call.model.asked.filter((text) => text === word)).toEqual([]);
      // The pause is short: nobody wonders whether the line is dead.
      const gaps = call.heard.agent.flatMap(({ startMs }, index) =>
        index === 0 ? [] : [startMs - (call.heard.agent[index - 1]?.endMs ?? 0)],
      );
      const cutAt = call.heard.agent.findIndex(({ text }) => /La formation/.test(text));
      expect(gaps[cutAt] ?? 0).toBeLessThan(1_400);
    },
  );

  it('to say « Mm-hm » is not asked about it when the recogniser settles it late', async () => {
    const call = await play({
      recognition: { timing: { finalAfterMs: 1_500 } },
      rules: [ask, { when: 'deux cours', interruptAfterMs: 0, say: ['Mm-hm.'] }, leave],
    });
    expect(call.turns.filter(({ isInterrupted }) => isInterrupted)).toEqual([]);
    expect(call.model.asked).toHaveLength(1);
    expect(call.turns.filter(({ role }) => role === 'caller')).toHaveLength(1);
  });

  it('cannot talk the disclosure away, and is answered after it', async () => {
    const call = await play({
      rules: [
        { when: 'à votre écoute', interruptAfterMs: 0, say: ['Bonjour, je veux voir le prix.'] },
        leave,
      ],
    });
    expect(utterance(call, /^Bonjour, Campus/).text).toMatch(
      /^Bonjour, Campus Mirabelle à votre écoute. Je suis un assistant vocal, une intelligence artificielle./,
    );
    expect(call.agentText).toContain("J'ai bien compris : Bonjour, je veux voir le prix.");
  });

  it('cannot talk away that the call is recorded', async () => {
    const call = await play({
      profile: { ...schoolProfile, recording: { enabled: true } },
      rules: [
        { when: 'une intelligence', interruptAfterMs: 0, say: ['Oui oui, je veux voir le prix.'] },
        leave,
      ],
    });
    expect(utterance(call, /^Bonjour, Campus/).text).toContain(
      'une intelligence artificielle. Cet appel est enregistré.',
    );
    expect(call.agentText).toContain('je veux voir le prix');
  });

  it.each([
    // Into the first words it is « go on »; over the last ones, or after them, it is an answer.
    ['Je récapitule', 'Oui.', ['calendar.find-slots']],
    ["C'est bon pour v", 'Oui.', ['calendar.find-slots', 'calendar.book']],
    ['pour vous \\?', 'Oui.', ['calendar.find-slots', 'calendar.book']],
    ['Je récapitule', 'Non, plutôt jeudi.', ['calendar.find-slots']],
  ])('cannot talk a read-back away: after « %s », « %s »', async (when, word, tools) => {
    const slot = {
      startAt: '2026-11-24T09:00:00.000Z',
      endAt: '2026-11-24T09:30:00.000Z',
      advisorId: 'sophie',
    };
    const requested: string[] = [];
    const call = await play({
      startAtMs: Date.UTC(2026, 10, 20, 9, 0, 0),
      answer: (text, { facts }) => {
        if (facts.stage !== 'converse' || /plutôt/.test(text)) return 'Voyons jeudi, alors.';
        const slotId = `${slot.startAt}/${slot.advisorId}`;
        return facts.offeredSlots.length === 0
          ? { tool: 'find_slots', arguments: { when: 'mardi' } }
          : { tool: 'propose_appointment', arguments: { slotId } };
      },
      runTool({ tool }) {
        requested.push(tool);
        return tool === 'calendar.book'
          ? { type: 'booked', appointmentId: 'a1', ...slot }
          : { slots: [slot], alternatives: [], refusal: null };
      },
      rules: [
        { when: 'une question \\?', say: ['Un rendez-vous mardi, je vous prie.'] },
        { when, ...(/\?$/.test(when) ? {} : { interruptAfterMs: 0 }), say: [word] },
        { when: 'autre chose pour vous|toujours en ligne|jeudi, alors', hangUp: true },
      ],
    });
    expect(call.agentText).toContain(
      "Je récapitule : mardi 24 novembre à 10 heures, avec Sophie. C'est bon pour vous ?",
    );
    expect(call.heard.damageCount).toBe(0);
    // The soonest slots are looked up while a known caller is greeted.
    expect(requested).toEqual(['calendar.find-slots', ...tools]);
  });

  it.each([
    { attenuationDb: 25, delayMs: 120 },
    { attenuationDb: 20, delayMs: 240 },
  ])('through an echo of −$attenuationDb dB is the only one heard', async (echo) => {
    const call = await play({ rules: [ask, leave], echo });
    expect(call.turns.filter(({ isInterrupted }) => isInterrupted)).toEqual([]);
    expect(call.heard.damageCount).toBe(0);
    expect(call.turns.filter(({ role }) => role === 'caller')).toHaveLength(1);
    expect(call.agentText).toContain('du début à la fin de votre parcours.');
  });

  it('interrupts through the echo of the callbot too', async () => {
    const call = await play({
      rules: [
        ask,
        { when: 'deux cours', interruptAfterMs: 0, say: ['Excusez-moi, combien ça coûte ?'] },
        leave,
      ],
      echo: { attenuationDb: 25, delayMs: 120 },
    });
    const interruption = saying(call, /combien/);
    expect(utterance(call, /La formation dure/).endMs - interruption.startMs).toBeLessThan(250);
  });
});
