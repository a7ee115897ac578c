import { createMemoryEventBus } from '@standardiste/shared/cloud/embedded/memory-event-bus.ts';
import { openMemoryDocumentStore } from '@standardiste/shared/cloud/embedded/memory-document-store.ts';
import type { DocumentStore, DocumentValue } from '@standardiste/shared/cloud/document-store.ts';
import type { BusMessage, EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { CallerIdentity } from '@standardiste/shared/contracts/caller.ts';
import {
  callDocumentSchema,
  paths,
  turnDocumentSchema,
  type CallDocument,
  type TurnDocument,
} from '@standardiste/shared/contracts/documents.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import { createMemoryLogger, type MemoryLogger } from '@standardiste/shared/log/memory-logger.ts';
import { sleep } from '@standardiste/shared/time/clock.ts';
import { noTracer, type Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { VirtualClock } from '@standardiste/shared/time/virtual-clock.ts';
import type { CallerScriptInput } from '../../../sandbox/src/caller/caller-script.ts';
import { createInProcessCall } from '../../../sandbox/src/caller/in-process-carrier.ts';
import {
  runScriptedCaller,
  type HeardCall,
} from '../../../sandbox/src/caller/run-scripted-caller.ts';
import type { PhoneParty } from '../../../sandbox/src/caller/phone.ts';
import { createInProcessRecogniser } from '../../../sandbox/src/voice/in-process-recogniser.ts';
import {
  createInProcessSynthesiser,
  type SynthesisTiming,
} from '../../../sandbox/src/voice/in-process-synthesiser.ts';
import type { RecognitionOptions } from '../../../sandbox/src/voice/simulated-recognition.ts';
import type { FaultPlan } from '../../../sandbox/src/vendors/faults.ts';
import { createVoiceDetector } from '../audio/voice-detector.ts';
import { loadVoiceActivity } from '../audio/voice-activity.ts';
import type { CarrierLink } from '../carrier/carrier.ts';
import { createVoiceKeeper } from '../keep-voice.ts';
import { createCascadeEngine } from '../engine/cascade/cascade-engine.ts';
import type { LanguageModel } from '../engine/language-model.ts';
import type { Synthesiser } from '../engine/synthesiser.ts';
import { createRemoteTools } from '../tools/remote-tools.ts';
import { createCallRecords, type CallRecords } from './call-records.ts';
import { createLiveCalls } from './live-calls.ts';
import type { Timings } from './timings.ts';

type ToolRequest = EventData<'tool-requested'>;

/** What functions share with the relay. */
export interface FunctionsWorld {
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: VirtualClock;
}

export interface WholeCallOptions {
  readonly profile: Profile;
  readonly caller: CallerIdentity;
  readonly script: CallerScriptInput;
  readonly languageModel: (clock: VirtualClock) => LanguageModel;
  /** What the functions answer; undefined never answers. */
  readonly runTool?: (request: ToolRequest) => unknown;
  readonly toolDelayMs?: number;
  /** Functions that answer by themselves, in the tool documents, instead of `runTool`. */
  readonly openFunctions?: (world: FunctionsWorld) => (request: ToolRequest) => Promise<unknown>;
  readonly identityDelayMs?: number;
  readonly timings?: Partial<Timings>;
  readonly seed?: number;
  readonly startAtMs?: number;
  readonly recognition?: RecognitionOptions;
  /** The way of each of the recogniser's results to the relay. */
  readonly recognitionDelayMs?: number;
  readonly synthesis?: Partial<SynthesisTiming>;
  readonly recogniserFaults?: Parameters<FaultPlan['set']>[0];
  /** The voice stalls in the middle of phrases that match. */
  readonly stallsOn?: RegExp;
  readonly openTracer?: (clock: VirtualClock) => Tracer;
  /** Stands between the call and the store of its turns. */
  readonly wrapStore?: (store: DocumentStore) => DocumentStore;
  /** How long the store takes to put a checkpoint away. */
  readonly checkpointDelayMs?: number;
  /** The relay is new: the fixed phrases of the profile are still being spoken when the call comes. */
  readonly isCold?: boolean;
  /** Stands between the caller and the line: adds what a real room adds. */
  readonly wrapParty?: (party: PhoneParty) => PhoneParty;
  readonly isFrameLost?: (frameNumber: number) => boolean;
}

export interface WholeCall {
  readonly heard: HeardCall;
  /** Its document, when everything is over. */
  readonly document: CallDocument;
  readonly turns: readonly TurnDocument[];
  readonly published: readonly BusMessage[];
  readonly logger: MemoryLogger;
  /** Every text that the synthesiser was asked to speak in the call. */
  readonly synthesised: readonly string[];
  /** What the recogniser really received of the caller. */
  readonly recogniserHeard: string;
  /** Timers still armed after everything was closed; a leak if not 0. */
  readonly armedCount: number;
}

const voiceActivity = await loadVoiceActivity();
const callId = 'CA00000000000000000000000000000001';

/**
 * A whole call in this process, in virtual time: the real conversation, engine, detector and records, between a caller who really
 * speaks and hears the text-bearing voice and functions played by `runTool`.
 */
export async function playWholeCall(options: WholeCallOptions): Promise<WholeCall> {
  const clock = new VirtualClock(options.startAtMs);
  const logger = createMemoryLogger();
  const store = await openMemoryDocumentStore({ clock });
  const bus = createMemoryEventBus({ clock });
  const tracer = options.openTracer?.(clock) ?? noTracer;
  const shared = { store, bus, clock, logger, relayId: 'relay-1', tracer };
  const records = slowed(createCallRecords(shared), clock, options.checkpointDelayMs ?? 0);
  const tools = createRemoteTools(shared);
  const recogniser = createInProcessRecogniser({
    clock,
    ...options.recognition,
    deliveryDelayMs: options.recognitionDelayMs ?? 0,
  });
  recogniser.faults.set(options.recogniserFaults ?? []);
  const synthesiser = createInProcessSynthesiser({ clock, timing: options.synthesis ?? {} });
  const engine = createCascadeEngine({
    recogniser,
    synthesiser: stalling(synthesiser, options.stallsOn),
    languageModel: options.languageModel(clock),
    clock,
  });
  const voiceKeeper = createVoiceKeeper({ engine, clock });
  voiceKeeper.keep(options.profile);
  if (options.isCold !== true) await clock.advance(20_000);
  const keptCount = synthesiser.spoken.length;
  const hungUp = Promise.withResolvers<undefined>();
  const calls = createLiveCalls({
    ...shared,
    store: options.wrapStore?.(store) ?? store,
    records,
    tools,
    engine,
    carrierCalls: { hangUp: () => Promise.resolve(hungUp.resolve(undefined)) },
    openVoiceDetector: () => createVoiceDetector(voiceActivity.open()),
    ...(options.timings === undefined ? {} : { timings: options.timings }),
  });
  const playing = play(options, { store, bus, clock, records, calls, hungUp: hungUp.promise });
  const heard = await clock.runUntil(playing);
  await clock.advance(1_000);
  const stored = await store.get(paths.call(callId));
  const turns = (await store.query({ collection: `calls/${callId}/turns` })).map(({ data }) =>
    turnDocumentSchema.parse(data),
  );
  voiceKeeper[Symbol.dispose]();
  await tools[Symbol.asyncDispose]();
  await records[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await bus[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  return {
    heard,
    document: callDocumentSchema.parse(stored?.data),
    turns,
    published: bus.published,
    logger,
    synthesised: synthesiser.spoken.slice(keptCount),
    recogniserHeard: recogniser.heard.map(({ text }) => text).join(' '),
    armedCount: clock.armedCount,
  };
}

function slowed(records: CallRecords, clock: VirtualClock, checkpointDelayMs: number): CallRecords {
  return {
    ...records,
    async checkpoint(...call) {
      await sleep(clock, checkpointDelayMs);
      return records.checkpoint(...call);
    },
  };
}

/** A voice that says the first 400 ms of some phrases, and then nothing. */
function stalling(synthesiser: Synthesiser, stallsOn: RegExp | undefined): Synthesiser {
  if (stallsOn === undefined) return synthesiser;
  return {
    async *synthesise(request) {
      for await (const audio of synthesiser.synthesise(request)) {
        if (!stallsOn.test(request.text)) yield audio;
        else {
          yield audio.subarray(0, 3_200);
          await new Promise((_, reject) => {
            request.signal.addEventListener('abort', () => reject(request.signal.reason as Error));
          });
        }
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(synthesiser[Symbol.asyncDispose]()),
  };
}

async function play(
  options: WholeCallOptions,
  world: {
    readonly store: DocumentStore;
    readonly bus: ReturnType<typeof createMemoryEventBus>;
    readonly clock: VirtualClock;
    readonly records: ReturnType<typeof createCallRecords>;
    readonly calls: ReturnType<typeof createLiveCalls>;
    readonly hungUp: Promise<undefined>;
  },
): Promise<HeardCall> {
  const { records, calls, clock } = world;
  const { profile, caller } = options;
  const call = await records.open({
    callId,
    profileId: profile.profileId,
    carrier: 'in-process',
    callerPhone: caller.kind === 'anonymous' ? null : caller.phone,
    calledPhone: profile.calledNumbers[0] ?? '',
  });
  void answerTool(world, 'identify', options.identityDelayMs ?? 200, caller);
  answerRequests(world, options);
  await records.consumeToken({ callId, generation: 1 });
  let held: Promise<void> | undefined;
  const heard = await runScriptedCaller({
    script: options.script,
    seed: options.seed ?? 1,
    dial(party) {
      const line = createInProcessCall({
        clock,
        party: options.wrapParty?.(party) ?? party,
        ...(options.isFrameLost === undefined ? {} : { isFrameLost: options.isFrameLost }),
      });
      const link: CarrierLink = line.openStream();
      held = calls.take({ call, profile, generation: 1, link });
      void world.hungUp.then(() => line.endByCallbot());
      return line.phone;
    },
  });
  await held;
  return heard;
}

/** Plays the functions: every request that is stored is answered after its delay. */
function answerRequests(
  world: {
    readonly store: DocumentStore;
    readonly bus: ReturnType<typeof createMemoryEventBus>;
    readonly clock: VirtualClock;
  },
  options: WholeCallOptions,
): void {
  const seen = new Set<string>();
  const functions = options.openFunctions?.(world);
  world.store.watch(
    { collection: `calls/${callId}/tools` },
    {
      onError: () => undefined,
      onChange(changes) {
        for (const { document } of changes) {
          if (document.id === 'identify' || seen.has(document.id)) continue;
          seen.add(document.id);
          // The event is published right after the document is stored.
          world.clock.schedule(1, () => {
            const message = world.bus.published.findLast(
              ({ data }) => (data as ToolRequest).toolCallId === document.id,
            );
            if (functions !== undefined) return void functions(message?.data as ToolRequest);
            const result = options.runTool?.(message?.data as ToolRequest);
            if (result === undefined) return;
            void answerTool(world, document.id, options.toolDelayMs ?? 150, result);
          });
        }
      },
    },
  );
}

async function answerTool(
  { store, clock }: { readonly store: DocumentStore; readonly clock: VirtualClock },
  toolCallId: string,
  delayMs: number,
  result: unknown,
): Promise<void> {
  await sleep(clock, delayMs);
  const data = { status: 'done', result: result as DocumentValue };
  await store.commit([{ type: 'update', path: paths.tool(callId, toolCallId), data }]);
}
