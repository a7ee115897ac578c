import { AsyncQueue } from '@standardiste/shared/streams/async-queue.ts';
import { toSpeakable } from '@standardiste/shared/french/speakable.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { EngineEvent, VoiceEngine, VoiceEngineSession } from '../engine.ts';
import type { LanguageModel } from '../language-model.ts';
import type { Recogniser, RecognitionStream } from '../recogniser.ts';
import type { Synthesiser } from '../synthesiser.ts';
import { AgentSpeech } from './agent-speech.ts';
import { createPhraseCache } from './phrase-cache.ts';

/** What a cascade is made of. The engine owns all three and disposes of them. */
export interface CascadeParts {
  readonly recogniser: Recogniser;
  readonly languageModel: LanguageModel;
  readonly synthesiser: Synthesiser;
  readonly clock: Clock;
}

/** Recogniser, language model and synthesiser as one voice engine; fixed phrases are spoken from memory. */
export function createCascadeEngine(parts: CascadeParts): VoiceEngine {
  const synthesiser = createPhraseCache(parts.synthesiser);
  return {
    name: `cascade/${parts.languageModel.name}`,
    keepPhrases: ({ phrases, ...how }) =>
      synthesiser.keep({ ...how, phrases: phrases.map(toSpeakable) }),
    open: (options) => {
      const { languageCode, phraseHints, signal } = options;
      const events = new AsyncQueue<EngineEvent>();
      const recognition = parts.recogniser.open({ languageCode, phraseHints, signal });
      void relayRecognition(recognition, events);
      const speech = new AgentSpeech({
        ...parts,
        ...options,
        synthesiser,
        emit: (event) => events.push(event),
      });
      return session(recognition, speech, events);
    },
    async [Symbol.asyncDispose]() {
      await parts.recogniser[Symbol.asyncDispose]();
      await synthesiser[Symbol.asyncDispose]();
    },
  };
}

function session(
  recognition: RecognitionStream,
  speech: AgentSpeech,
  events: AsyncQueue<EngineEvent>,
): VoiceEngineSession {
  return {
    events,
    sendCallerAudio: (mulaw8k) => recognition.sendAudio(mulaw8k),
    say: (turnId, text) => speech.say(turnId, text),
    respond: (turnId, request) => speech.respond(turnId, request),
    stopResponse: (turnId) => speech.stopResponse(turnId),
    endTurn: (turnId) => events.push({ type: 'agent-turn-end', turnId }),
    cancel: (turnId) => speech.cancel(turnId),
    async [Symbol.asyncDispose]() {
      speech.cancelAll();
      recognition.close();
      events.end();
      await Promise.resolve();
    },
  };
}

async function relayRecognition(
  recognition: RecognitionStream,
  events: AsyncQueue<EngineEvent>,
): Promise<void> {
  for await (const event of recognition.events) {
    switch (event.type) {
      case 'interim':
        events.push({ type: 'caller-interim', text: event.text, stability: event.stability });
        break;
      case 'final':
        events.push({ type: 'caller-final', text: event.text });
        break;
      case 'failed':
        events.push({ type: 'recognition-failed', error: event.error });
        break;
      case 'speech-start':
      case 'speech-end':
        // The relay's own detector is faster and the same for every vendor.
        break;
    }
  }
}
