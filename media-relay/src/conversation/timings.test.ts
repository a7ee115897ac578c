import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { profileSchema, turnTakingSchema } from '@standardiste/shared/contracts/profile.ts';
import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { defaultTimings, timingsOf } from './timings.ts';
import { playScene, saying, utterance } from './turn-taking.fixture.ts';

const leave = { when: 'compris|six mois', say: ['Merci, au revoir.'], hangUp: true };

describe('the timings of a call', () => {
  it('are those of the profile where it has any', () => {
    const timings = timingsOf({ turnTaking: { fillerMs: 400, silenceMs: undefined } });
    expect(timings).toEqual({ ...defaultTimings, fillerMs: 400 });
    expect(timingsOf({ turnTaking: { fillerMs: 400 } }, { fillerMs: 1 }).fillerMs).toBe(1);
    expect(timingsOf({})).toEqual(defaultTimings);
  });

  it.each([
    { fillerMs: 100 },
    { dictationMs: 1_000 },
    { hardStopMs: 60_000 },
    { giveUpMs: 10_000 },
    { callMaxMs: 3_600_000 },
    { modelMs: 1_000 },
  ])('may not be set to what would cut callers or leave them waiting: %j', (turnTaking) => {
    expect(profileSchema.safeParse({ ...schoolProfile, turnTaking }).success).toBe(false);
  });

  it('stand in the documentation, each with its value', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../docs/turn-taking.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \|.*\| timings/gm)].map(
      ([, name, value]) => [name, Number(value?.replaceAll(',', ''))],
    );
    expect(Object.fromEntries(documented)).toEqual(defaultTimings);
    const settable = [...page.matchAll(/^\| `(\w+)` .* profile ([\d,]+) to ([\d,]+) \|$/gm)];
    expect(settable.map(([, name]) => name).sort()).toEqual(
      Object.keys(turnTakingSchema.shape).sort(),
    );
    for (const [, name = '', ...bounds] of settable) {
      const [least, most] = bounds.map((bound) => Number(bound.replaceAll(',', '')));
      expect(turnTakingSchema.safeParse({ [name]: least }).success, name).toBe(true);
      expect(turnTakingSchema.safeParse({ [name]: most }).success, name).toBe(true);
      expect(turnTakingSchema.safeParse({ [name]: (least ?? 0) - 1 }).success, name).toBe(false);
      expect(turnTakingSchema.safeParse({ [name]: (most ?? 0) + 1 }).success, name).toBe(false);
    }
  });

  it('end a turn at the hard stop, however open its words are', async () => {
    const turnTaking = { hardStopMs: 2_000 };
    const call = await playScene({
      profile: { ...schoolProfile, turnTaking },
      answer: (text) => `J'ai compris : ${text}`,
      rules: [{ when: 'une question \\?', say: ['Attendez.'] }, leave],
    });
    const waitMs = utterance(call, /compris/).startMs - saying(call, /Attendez/).endMs;
    expect(waitMs).toBeGreaterThan(2_000);
    expect(waitMs).toBeLessThan(3_200);
  });

  it('say the filler when the profile wants it', async () => {
    const fillerAfterMs = async (fillerMs: number): Promise<number> => {
      const call = await playScene({
        profile: { ...schoolProfile, turnTaking: { fillerMs } },
        answer: (_, { messages }) =>
          messages.at(-1)?.role === 'tool'
            ? 'Elle dure six mois.'
            : { tool: 'find_slots', arguments: { when: 'mardi' } },
        runTool: () => ({ slots: [], alternatives: [], refusal: null }),
        toolDelayMs: 3_600,
        rules: [{ when: 'une question \\?', say: ['Combien dure la formation ?'] }, leave],
      });
      return utterance(call, /agenda/).startMs - saying(call, /Combien/).endMs;
    };
    const [soon, late] = [await fillerAfterMs(300), await fillerAfterMs(2_300)];
    expect(late - soon).toBeGreaterThan(1_900);
    expect(late - soon).toBeLessThan(2_100);
  });
});
