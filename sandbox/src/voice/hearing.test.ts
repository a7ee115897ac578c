import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSpeakable } from './alphabet.ts';
import { createHearing, damageCharacter, type Hearing } from './hearing.ts';
import { addEcho, addNoise, mix, whiteNoise } from './mix.ts';
import { silence } from './mulaw.ts';
import { speak, spokenMs } from './speak.ts';

const french = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzéèêàùçôîœABCDE0123456789 ,.;:!?'-«»€"),
  minLength: 1,
  maxLength: 60,
});
const sentence = 'Bonjour, je voudrais un rendez-vous mardi à quinze heures.';

function hear(audio: Uint8Array, chunkBytes = audio.length): Hearing {
  const hearing = createHearing();
  for (let offset = 0; offset < audio.length; offset += chunkBytes)
    hearing.push(audio.subarray(offset, offset + chunkBytes));
  return hearing;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function frames(audio: Uint8Array): Uint8Array[] {
  return Array.from({ length: audio.length / 160 }, (_, index) =>
    audio.subarray(index * 160, (index + 1) * 160),
  );
}

describe('what is spoken is heard', () => {
  it('for any French text, in any chunks, at any alignment', () => {
    fc.assert(
      fc.property(
        french,
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 0, max: 400 }),
        (text, chunkBytes, shift) => {
          const audio = concat(new Uint8Array(shift).fill(0xff), speak(text));
          const hearing = hear(audio, chunkBytes);
          expect(hearing.text()).toBe(toSpeakable(text));
          expect(hearing.damageCount).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('through white noise of −30 dBFS', () => {
    fc.assert(
      fc.property(french, fc.nat(1_000), fc.nat(159), (text, seed, shift) => {
        const audio = concat(new Uint8Array(shift).fill(0xff), speak(text), silence(100));
        expect(hear(addNoise(audio, -30, seed)).text()).toBe(toSpeakable(text));
      }),
      { numRuns: 40 },
    );
  });

  it('through an echo 20 dB below it, and 15 dB softer than usual', () => {
    const echoed = addEcho(speak(sentence), { delayMs: 130, attenuationDb: 20 });
    expect(hear(echoed).text()).toContain(sentence);
    expect(hear(speak(sentence, { levelDbfs: -30 })).text()).toBe(sentence);
  });

  it('up to the cut, when it is cut anywhere', () => {
    const audio = speak(sentence);
    fc.assert(
      fc.property(fc.nat(audio.length), (cutBytes) => {
        const heard = hear(audio.subarray(0, cutBytes));
        expect(sentence.startsWith(heard.text())).toBe(true);
        const whole = heard.characters().at(-1)?.endMs ?? 0;
        expect(cutBytes / 8 - whole).toBeLessThan(105);
      }),
    );
  });
});

describe('several utterances', () => {
  it('are joined by a space, also after a cut and without a pause', () => {
    const cut = speak('Je vous propose').subarray(0, 160 * 3 * 8 + 640);
    expect(hear(concat(cut, speak('Très bien.'))).text()).toBe('Je vous Très bien.');
    expect(hear(concat(speak('Oui.'), silence(700), speak('Non.'))).damageCount).toBe(0);
  });
});

describe('damage', () => {
  it('shows a dropped frame as the character it belonged to', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 200 }), (dropped) => {
        const text = 'x'.repeat(80);
        const kept = frames(speak(text)).filter((_, index) => index !== dropped);
        const hearing = hear(concat(...kept));
        const position = Math.floor(dropped / 3);
        expect(hearing.text()).toBe(
          text.slice(0, position) + damageCharacter + text.slice(position + 1),
        );
        expect(hearing.damageCount).toBe(1);
      }),
      { numRuns: 30 },
    );
  });

  it('notices two frames that changed places', () => {
    const all = frames(speak('rendezvous'));
    [all[6], all[7]] = [all[7] as Uint8Array, all[6] as Uint8Array];
    expect(hear(concat(...all)).text()).toBe(`re${damageCharacter}dezvous`);
  });

  it('notices a repeated frame and a start that is missing', () => {
    const all = frames(speak('rendezvous'));
    const repeated = all.toSpliced(7, 0, all[7] as Uint8Array);
    expect(hear(concat(...repeated)).text()).toBe(`re${damageCharacter}dezvous`);
    expect(hear(concat(...all.slice(6))).text()).toBe(`${damageCharacter.repeat(2)}ndezvous`);
  });

  it('comes from another voice of the same level at the same time', () => {
    expect(
      hear(mix(speak(sentence), speak('Oui, oui, oui, très bien.'))).damageCount,
    ).toBeGreaterThan(0);
  });
});

describe('when', () => {
  it('tells each character within 5 ms, counted from the first byte', () => {
    const hearing = hear(concat(new Uint8Array(8 * 333).fill(0xff), speak('Oui à'), silence(200)));
    const starts = [333, 393, 453, 513, 613];
    for (const [index, character] of hearing.characters().entries()) {
      expect(Math.abs(character.startMs - (starts[index] as number))).toBeLessThanOrEqual(5);
      expect(character.endMs - character.startMs).toBe(60);
    }
    expect(hearing.characters()).toHaveLength(5);
  });

  it('tells where speech begins and ends, and whether it goes on', () => {
    const hearing = createHearing();
    hearing.push(silence(500));
    expect([hearing.isSpeaking, hearing.speechStartMs]).toEqual([false, undefined]);
    hearing.push(speak('Oui à tous'));
    expect(hearing.isSpeaking).toBe(true);
    hearing.push(silence(400));
    expect(hearing.isSpeaking).toBe(false);
    const endMs = 500 + spokenMs('Oui à tous');
    expect(Math.abs((hearing.speechStartMs ?? 0) - 500)).toBeLessThanOrEqual(10);
    expect(Math.abs((hearing.speechEndMs ?? 0) - endMs)).toBeLessThanOrEqual(10);
    expect(hearing.pushedMs).toBe(endMs + 400);
  });

  it('never takes noise or silence for speech', () => {
    const hearing = hear(concat(whiteNoise(5_000, -25), silence(1_000), whiteNoise(5_000, -50)));
    expect([hearing.text(), hearing.speechStartMs]).toEqual(['', undefined]);
  });
});

it('takes 60 ms a character and 40 ms more at a space, in whole frames', () => {
  expect(speak(sentence).length % 160).toBe(0);
  expect(speak(sentence).length / 8).toBe(spokenMs(sentence));
  expect(spokenMs('a b')).toBe(220);
  expect(speak('')).toHaveLength(0);
});
