import { createInProcessRecogniser } from '@standardiste/sandbox/voice/in-process-recogniser.ts';
import { createInProcessSynthesiser } from '@standardiste/sandbox/voice/in-process-synthesiser.ts';
import { speak } from '@standardiste/sandbox/voice/speak.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { expect, it } from 'vitest';
import { describeRecogniser } from './recogniser.contract.ts';
import { describeSynthesiser } from './synthesiser.contract.ts';

describeRecogniser('The in-process recogniser', () => {
  const clock = new VirtualClock();
  const recogniser = createInProcessRecogniser({ clock, deliveryDelayMs: 40 });
  return Promise.resolve({
    recogniser,
    run: (work) => clock.runUntil(work),
    [Symbol.asyncDispose]: () => recogniser[Symbol.asyncDispose](),
  });
});

describeSynthesiser('The in-process synthesiser', () => {
  const clock = new VirtualClock();
  const synthesiser = createInProcessSynthesiser({ clock });
  return Promise.resolve({
    synthesiser,
    run: (work) => clock.runUntil(work),
    [Symbol.asyncDispose]: () => synthesiser[Symbol.asyncDispose](),
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const recognition = { languageCode: 'fr-FR', phraseHints: [] };

it('fails the recognition that a fault rule names, and no other', async () => {
  const clock = new VirtualClock();
  await using recogniser = createInProcessRecogniser({ clock });
  recogniser.faults.set([{ operation: 'streamingRecognize', kind: 'cut' }]);
  const { signal } = new AbortController();
  const failing = recogniser.open({ ...recognition, signal });
  const working = recogniser.open({ ...recognition, signal });
  const audio = speak('Bonjour à tous.');
  failing.sendAudio(audio);
  working.sendAudio(audio);
  working.close();
  const failures = await collect(failing.events);
  expect(failures.at(-1)).toMatchObject({ type: 'failed', error: { code: 'vendor-failed' } });
  expect((await collect(working.events)).map(({ type }) => type)).toContain('interim');
  expect(recogniser.heard.map(({ text }) => text)).toEqual(['Bonjour à tous.', 'Bonjour à tous.']);
  expect(clock.armedCount).toBe(0);
});

it('breaks a phrase off midway when a fault rule says so', async () => {
  const clock = new VirtualClock();
  await using synthesiser = createInProcessSynthesiser({ clock });
  synthesiser.faults.set([{ operation: 'streamingSynthesize', kind: 'cut' }]);
  const { signal } = new AbortController();
  const request = { text: 'Bonjour à tous.', voice: 'v', languageCode: 'fr-FR', signal };
  let bytes = 0;
  const listen = async (): Promise<void> => {
    for await (const piece of synthesiser.synthesise(request)) bytes += piece.length;
  };
  await expect(clock.runUntil(listen())).rejects.toMatchObject({ code: 'vendor-failed' });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(speak('Bonjour à tous.').length);
});
