import { startGoogleTextToSpeechSimulator } from '@standardiste/sandbox/vendors/google-text-to-speech/google-text-to-speech-simulator.ts';
import { schoolProfile } from '@standardiste/sandbox/world/school.ts';
import { createMemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import { describe, expect, it, vi } from 'vitest';
import { createInProcessRecogniser } from '../../sandbox/src/voice/in-process-recogniser.ts';
import { fixedPhrases, phrases } from './conversation/phrases.ts';
import { createCascadeEngine } from './engine/cascade/cascade-engine.ts';
import { createGoogleSynthesiser } from './engine/cascade/google-text-to-speech/google-synthesiser.ts';
import type { VoiceEngine } from './engine/engine.ts';
import { createVoiceKeeper } from './keep-voice.ts';

describe('the keeper of the voice', () => {
  it('has every fixed phrase spoken once by Google, and a call then speaks them without a request', async () => {
    const timing = { firstByteMs: 5, chunkMs: 100, speedFactor: 1_000 };
    await using simulator = await startGoogleTextToSpeechSimulator({ timing });
    const clock = systemClock;
    await using engine = createCascadeEngine({
      recogniser: createInProcessRecogniser({ clock }),
      synthesiser: createGoogleSynthesiser({
        projectId: 'demo',
        apiEndpoint: simulator.origin,
        clock,
        logger: createMemoryLogger(),
      }),
      languageModel: { name: 'none', respond: () => nothing() },
      clock,
    });
    using keeper = createVoiceKeeper({ engine, clock });
    keeper.keep(schoolProfile);
    expect(keeper.isBusy).toBe(true);
    await vi.waitFor(() => expect(keeper.isBusy).toBe(false), { timeout: 10_000 });
    const spoken = (): string[] => simulator.state().requests.flatMap(({ texts }) => texts);
    const keptCount = spoken().length;
    expect(keptCount).toBe(fixedPhrases(schoolProfile).length);

    const session = engine.open({
      callId: 'CA1',
      languageCode: schoolProfile.languageCode,
      voice: schoolProfile.voice,
      phraseHints: [],
      signal: new AbortController().signal,
    });
    session.say(1, phrases.disclosure(schoolProfile));
    for (const text of Object.values(phrases.waiting).flat()) session.say(1, text);
    session.say(1, 'Camille.');
    for await (const event of session.events) {
      if (event.type === 'agent-audio-delta' && spoken().length > keptCount) break;
    }
    await session[Symbol.asyncDispose]();
    expect(spoken().slice(keptCount)).toEqual(['Camille.']);
  });

  it('keeps nobody waiting for a voice that does not answer', async () => {
    const clock = new VirtualClock();
    const engine = { keepPhrases: () => new Promise<void>(() => undefined) };
    using keeper = createVoiceKeeper({ engine: engine as unknown as VoiceEngine, clock });
    expect(keeper.isBusy).toBe(false);
    keeper.keep(schoolProfile);
    await clock.advance(4_900);
    expect(keeper.isBusy).toBe(true);
    await clock.advance(200);
    expect(keeper.isBusy).toBe(false);
    // A profile that changes later makes no instance unready.
    keeper.keep(schoolProfile);
    expect(keeper.isBusy).toBe(false);
  });
});

async function* nothing(): AsyncGenerator<never, void, undefined> {}
