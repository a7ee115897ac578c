import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { createHearing } from '../voice/hearing.ts';
import { speak, spokenMs } from '../voice/speak.ts';
import type { CallerScriptInput } from './caller-script.ts';
import { createInProcessCall } from './in-process-carrier.ts';
import type { InProcessCall, InProcessLink } from './in-process-carrier.ts';
import { CallerGaveUpError, runScriptedCaller } from './run-scripted-caller.ts';
import type { HeardCall } from './run-scripted-caller.ts';

interface Bot {
  /** Called 50 times a second with what the caller has said so far. */
  onHeard?: (heard: string, link: InProcessLink, call: InProcessCall) => void;
  onDigit?: (digit: string) => void;
  welcome?: string;
}

/** Runs a script against a bot on a virtual clock. */
async function run(script: CallerScriptInput, bot: Bot, seed = 1): Promise<HeardCall> {
  const clock = new VirtualClock();
  const running = runScriptedCaller({
    script,
    seed,
    dial(party) {
      const call = createInProcessCall({ clock, party });
      const link = call.openStream();
      if (bot.welcome !== undefined) link.sendAudio(speak(bot.welcome));
      void listen(link, call, bot);
      return call.phone;
    },
  });
  const result = await clock.runUntil(running);
  expect(clock.armedCount).toBe(0);
  return result;
}

async function listen(link: InProcessLink, call: InProcessCall, bot: Bot): Promise<void> {
  const hearing = createHearing();
  for await (const event of link.events) {
    if (event.type === 'dtmf') bot.onDigit?.(event.digit);
    if (event.type !== 'caller-audio') continue;
    hearing.push(event.mulaw8k);
    if (!hearing.isSpeaking) bot.onHeard?.(hearing.text(), link, call);
  }
}

/** Answers each wish once, then ends the call after the goodbye. */
function createPoliteBot(): Bot {
  let answered = '';
  return {
    welcome: 'Bonjour, que puis-je faire pour vous ?',
    onHeard(heard, link, call) {
      if (heard === answered) return;
      answered = heard;
      if (heard.endsWith('merci')) return call.endByCallbot();
      link.sendAudio(speak('C’est noté. Au revoir.'));
    },
  };
}

const script: CallerScriptInput = {
  rules: [
    { when: 'que puis-je faire', say: ['un rendez-vous', 'je veux un rendez-vous', 'rendez-vous'] },
    { when: 'au revoir', say: ['merci'] },
  ],
};

describe('scripted caller', () => {
  it('answers what it hears, and tells who said what, and when', async () => {
    const call = await run(script, createPoliteBot());
    const welcome = 'Bonjour, que puis-je faire pour vous ?';
    expect(call.endedBy).toBe('callbot');
    expect(call.agent.map(({ text }) => text)).toEqual([welcome, "C'est noté. Au revoir."]);
    expect(call.caller.at(-1)?.text).toBe('merci');
    expect(call.unplayedRules).toEqual([]);
    expect(call.damageCount).toBe(0);
    const [first] = call.agent;
    expect(first?.startMs).toBeLessThanOrEqual(20);
    expect(first?.endMs).toBeGreaterThan(spokenMs(welcome) - 70);
    const [wish] = call.caller;
    expect(wish?.startMs).toBeGreaterThanOrEqual(spokenMs(welcome) + 480);
    expect(wish?.startMs).toBeLessThanOrEqual(spokenMs(welcome) + 560);
    expect(call.recording.left.length).toBe(call.recording.right.length);
    expect(call.recording.left.length).toBe(call.durationMs * 8);
  });

  it('says the same for the same seed, and something else for others', async () => {
    const said = async (seed: number): Promise<string | undefined> =>
      (await run(script, createPoliteBot(), seed)).caller[0]?.text;
    expect(await said(1)).toBe(await said(1));
    const seen = new Set(await Promise.all([1, 2, 3, 4, 5, 6].map(said)));
    expect(seen.size).toBeGreaterThan(1);
  });

  it('can be understood by the other side, pauses included', async () => {
    let heardByBot = '';
    const call = await run(
      {
        rules: [
          { when: 'faire', say: ['mardi… quinze [1000] heures'] },
          { when: 'noté', hangUp: true },
        ],
      },
      {
        welcome: 'Que puis-je faire ?',
        onHeard(heard, link) {
          if (heard !== heardByBot && heard.endsWith('heures'))
            link.sendAudio(speak('C’est noté.'));
          heardByBot = heard;
        },
      },
    );
    expect(heardByBot).toBe('mardi quinze heures');
    expect(call.endedBy).toBe('caller');
    const [utterance] = call.caller;
    const spoken = spokenMs('mardi') + 600 + spokenMs('quinze') + 1_000 + spokenMs('heures');
    expect((utterance?.endMs ?? 0) - (utterance?.startMs ?? 0)).toBeCloseTo(spoken, -1);
  });

  it('interrupts while the callbot still speaks', async () => {
    const welcome = 'Bonjour, vous êtes bien chez Exemple. Cet appel peut être enregistré.';
    const call = await run(
      {
        rules: [
          { when: 'exemple', interruptAfterMs: 200, say: ['non'] },
          { when: 'pardon', hangUp: true },
        ],
      },
      {
        welcome,
        onHeard(heard, link) {
          if (heard !== 'non' || link.ignoredCount > 0) return;
          link.clear();
          link.sendAudio(speak('Pardon.'));
          this.onHeard = () => undefined;
        },
      },
    );
    const [interruption] = call.caller;
    expect(interruption?.startMs).toBeLessThan(spokenMs(welcome));
    const text = call.agent.map((each) => each.text).join(' ');
    expect(text).toMatch(/^Bonjour, vous êtes bien chez Exemple\./);
    expect(text).not.toContain('enregistré');
    expect(text).toMatch(/Pardon\.$/);
  });

  it('presses keys', async () => {
    const digits: string[] = [];
    await run(
      { rules: [{ when: 'code', digits: '12#', hangUp: true }] },
      { welcome: 'Votre code ?', onDigit: (digit) => digits.push(digit) },
    );
    expect(digits).toEqual(['1', '2', '#']);
  });

  it('speaks first when the callbot stays silent', async () => {
    const call = await run(
      {
        rules: [
          { when: '', silentForMs: 2_000, say: ['allô'] },
          { when: '', silentForMs: 3_000, hangUp: true },
        ],
      },
      {},
    );
    expect(call.caller[0]).toMatchObject({ text: 'allô', startMs: 2_000 });
  });

  it('gives up with what it heard last when nothing applies', async () => {
    const running = run(
      { rules: [{ when: 'jamais dit', say: ['oui'] }], patienceMs: 5_000 },
      { welcome: 'Bonjour.' },
    );
    const error = await running.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(CallerGaveUpError);
    const gaveUp = error as CallerGaveUpError;
    expect(gaveUp.reason).toBe('nothing-applies');
    expect(gaveUp.message).toContain('Bonjour.');
    expect(gaveUp.message).toContain('jamais dit');
  });

  it('gives up a call without end', async () => {
    const chatter: Bot = {
      welcome: 'encore et encore '.repeat(20),
    };
    const script = { rules: [{ when: 'fin', hangUp: true }], maxCallMs: 3_000 };
    await expect(run(script, chatter)).rejects.toMatchObject({ reason: 'call-too-long' });
  });

  it('lists the rules that the conversation did not reach', async () => {
    const call = await run(
      {
        rules: [
          { when: 'bonjour', hangUp: true },
          { name: 'confirme', when: 'confirmez', say: ['oui'] },
          { when: 'désolé', say: ['tant pis'], optional: true },
        ],
      },
      { welcome: 'Bonjour.' },
    );
    expect(call.unplayedRules).toEqual(['confirme']);
  });

  it('refuses a rule that does nothing', async () => {
    await expect(run({ rules: [{ when: 'x' }] }, {})).rejects.toThrow(/says something/);
  });

  it('hangs up when it is aborted', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const running = runScriptedCaller({
      script,
      seed: 1,
      signal: controller.signal,
      dial: (party) => createInProcessCall({ clock, party }).phone,
    });
    running.catch(() => undefined);
    await clock.advance(1_000);
    controller.abort(new Error('the test is over'));
    await expect(clock.runUntil(running)).rejects.toThrow('the test is over');
    expect(clock.armedCount).toBe(0);
  });
});
