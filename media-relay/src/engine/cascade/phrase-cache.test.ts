import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { createInProcessSynthesiser } from '../../../../sandbox/src/voice/in-process-synthesiser.ts';
import { speak } from '../../../../sandbox/src/voice/speak.ts';
import { createPhraseCache, type PhraseCache } from './phrase-cache.ts';

const how = { voice: 'v', languageCode: 'fr-FR', signal: new AbortController().signal };

function open(maxBytes?: number) {
  const clock = new VirtualClock();
  const synthesiser = createInProcessSynthesiser({ clock });
  const cache = createPhraseCache(synthesiser, maxBytes === undefined ? {} : { maxBytes });
  return { clock, synthesiser, cache };
}

async function listen(cache: PhraseCache, text: string, voice = 'v'): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of cache.synthesise({ ...how, voice, text })) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('the cache of fixed phrases', () => {
  it('asks for a phrase once a voice, and speaks it at once from then on', async () => {
    const { clock, synthesiser, cache } = open();
    await clock.runUntil(cache.keep({ ...how, phrases: ['Un instant.', 'Bonjour.'] }));
    const before = clock.now();
    const audio = await clock.runUntil(listen(cache, 'Un instant.'));
    expect(audio).toEqual(Buffer.from(speak('Un instant.')));
    expect(clock.now()).toBe(before);
    await clock.runUntil(cache.keep({ ...how, phrases: ['Un instant.'] }));
    expect(synthesiser.spoken).toEqual(['Un instant.', 'Bonjour.']);
    await clock.runUntil(listen(cache, 'Un instant.', 'other'));
    expect(synthesiser.spoken).toHaveLength(3);
  });

  it('keeps no other text', async () => {
    const { clock, synthesiser, cache } = open();
    await clock.runUntil(listen(cache, 'Votre nom ?'));
    await clock.runUntil(listen(cache, 'Votre nom ?'));
    expect(synthesiser.spoken).toHaveLength(2);
  });

  it('asks again for a phrase that failed', async () => {
    const { clock, synthesiser, cache } = open();
    synthesiser.faults.set([{ operation: 'streamingSynthesize', kind: 'cut' }]);
    await clock.runUntil(cache.keep({ ...how, phrases: ['Un instant.'] }));
    const audio = await clock.runUntil(listen(cache, 'Un instant.'));
    expect(audio).toEqual(Buffer.from(speak('Un instant.')));
    expect(cache.hitCount).toBe(0);
  });

  it('forgets what was longest unused when it is full', async () => {
    const size = speak('Bonjour.').length;
    const { clock, synthesiser, cache } = open(2 * size);
    await clock.runUntil(cache.keep({ ...how, phrases: ['Bonjour.', 'Bonsoir.'] }));
    await clock.runUntil(listen(cache, 'Bonjour.'));
    await clock.runUntil(cache.keep({ ...how, phrases: ['Bonnuit.'] }));
    await clock.runUntil(listen(cache, 'Bonjour.'));
    expect(synthesiser.spoken).toEqual(['Bonjour.', 'Bonsoir.', 'Bonnuit.']);
    await clock.runUntil(listen(cache, 'Bonsoir.'));
    expect(synthesiser.spoken).toHaveLength(4);
  });
});
