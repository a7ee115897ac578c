import { paths, callRetentionMs } from '@standardiste/shared/contracts/documents.ts';
import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import { eventId, hashKey } from '@standardiste/shared/contracts/ids.ts';
import type { Profile } from '@standardiste/shared/contracts/profile.ts';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { noTracer, type Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { parseTraceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import type { VoiceDetector } from '../audio/voice-detector.ts';
import type { CarrierCalls, CarrierLink } from '../carrier/carrier.ts';
import type { VoiceEngine } from '../engine/engine.ts';
import type { RemoteTools } from '../tools/remote-tools.ts';
import { CallJournal } from './call-journal.ts';
import { observers } from './call-observer.ts';
import type { CallHolder, CallRecords } from './call-records.ts';
import { createEventOutbox } from './event-outbox.ts';
import { reportTurn } from './report-turn.ts';
import { CallSession, type CallRecord, type SessionEnd } from './call-session.ts';
import type { CallState } from './call-state.ts';
import { tallyCall } from './call-tally.ts';
import { traceCall } from './call-trace.ts';
import { fromCheckpoint, toCheckpoint } from './checkpoint.ts';
import { timingsOf, type Timings } from './timings.ts';

/** What every call of this relay shares. */
export interface LiveCallsOptions {
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly records: CallRecords;
  readonly tools: RemoteTools;
  readonly engine: VoiceEngine;
  readonly carrierCalls: CarrierCalls;
  readonly openVoiceDetector: () => VoiceDetector;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timings?: Partial<Timings>;
  /** Default: none. */
  readonly tracer?: Tracer;
}

/** A media stream that was let in, and the call it belongs to. */
export interface TakenCall {
  readonly call: CallDocument;
  readonly profile: Profile;
  readonly generation: number;
  readonly link: CarrierLink;
}

/** The calls on this instance. */
export interface LiveCalls {
  readonly count: number;
  /** Holds the call until its stream is over; resolves then. Never rejects. */
  take(taken: TakenCall): Promise<void>;
  /** Gives every call back to the carrier, which connects it to another instance. Resolves once all are stored and closed. */
  drain(): Promise<void>;
}

const hangUpTimeoutMs = 5_000;
/** A caller waits six seconds for a booking; a store that takes longer than this will not answer in time either. */
const secureTimeoutMs = 2_000;
/** Of the ten seconds that Cloud Run gives between SIGTERM and the end. */
const flushTimeoutMs = 3_000;

export function createLiveCalls(options: LiveCallsOptions): LiveCalls {
  const sessions = new Map<CallSession, Promise<void>>();
  return {
    get count() {
      return sessions.size;
    },
    async take(taken) {
      const logger = options.logger.with({ callId: taken.call.callId });
      try {
        const call = openCall(options, taken);
        const done = call.run();
        sessions.set(call.session, done);
        await done;
        sessions.delete(call.session);
      } catch (error) {
        logger.error('A call could not be taken', { error });
      } finally {
        // Only now, with the end stored, may the carrier ask how to go on.
        taken.link.close();
      }
    },
    async drain() {
      for (const session of sessions.keys()) session.handOver();
      await Promise.all(sessions.values());
    },
  };
}

/** Another relay holds the call by now. */
class CallSupersededError extends Error {
  override readonly name = 'CallSupersededError';
}

function openCall(
  options: LiveCallsOptions,
  taken: TakenCall,
): { session: CallSession; run(): Promise<void> } {
  const { call, profile, generation, link } = taken;
  const { clock, tracer = noTracer } = options;
  const { callId, traceparent } = call;
  const logger = options.logger.with({ callId, generation, traceparent });
  const journal = new CallJournal({ clock, logger });
  const timings = timingsOf(profile, options.timings);
  const resumeFrom = fromCheckpoint(call.conversation, { profile, timings });
  const root = parseTraceparent(traceparent);
  const observer = observers(
    traceCall(tracer, { root, generation, atMs: clock.now() }),
    tallyCall({ logger, fields: () => ({ droppedWriteCount: journal.droppedCount }) }),
  );
  const session = new CallSession({
    callId,
    profile,
    callerPhone: call.callerPhone,
    caller: call.caller,
    ...(resumeFrom === undefined ? {} : { resumeFrom }),
    link,
    engine: options.engine,
    voiceDetector: options.openVoiceDetector(),
    tools: options.tools,
    record: createRecord({ ...options, logger }, taken, journal),
    observer,
    clock,
    logger,
    timings,
  });
  return {
    session,
    async run() {
      logger.info('The call is on the line', { isResumed: resumeFrom !== undefined });
      const end = await session.run();
      observer.end(clock.now(), end.type);
      try {
        await finish({ ...options, logger }, taken, session.state, end, journal);
      } catch (error) {
        logger.error('The end of the call could not be stored', { error });
      }
    },
  };
}

function createRecord(
  { store, bus, clock, logger, records }: LiveCallsOptions,
  { call, generation, profile }: TakenCall,
  journal: CallJournal,
): CallRecord {
  const { callId } = call;
  const { traceparent } = call;
  const outbox = createEventOutbox({ store, bus, clock, logger, traceparent });
  const expireAt = (): Date => new Date(clock.now() + callRetentionMs);
  return {
    turn(turn) {
      const { startedAtMs, endedAtMs, ...fields } = turn;
      const data = {
        ...fields,
        startedAt: new Date(startedAtMs),
        endedAt: new Date(endedAtMs),
        expireAt: expireAt(),
      };
      const path = paths.turn(callId, turn.n);
      journal.add(() => store.commit([{ type: 'set', path, data }]));
      reportTurn(logger, turn);
    },
    checkpoint(state) {
      const checkpoint = toCheckpoint(state);
      journal.add(() => records.checkpoint({ callId, generation }, checkpoint));
    },
    async secure(state) {
      const checkpoint = toCheckpoint(state);
      const store = () => records.checkpoint({ callId, generation }, checkpoint);
      const limit = { timeoutMs: secureTimeoutMs, what: 'Storing the call before a change' };
      const stored = await withTimeout(clock, limit, () => journal.store(store));
      if (stored === 'superseded') throw new CallSupersededError();
    },
    lead(state) {
      const lead = state.leadCaptured;
      if (lead === null) return;
      const staged = outbox.stage({
        topic: 'lead-captured',
        eventId: eventId(callId, `lead-captured:${hashKey(JSON.stringify(lead)).slice(0, 16)}`),
        callId,
        data: { ...lead, callId, profileId: profile.profileId },
      });
      journal.add(() => store.commit([staged.write]));
      journal.add(() => staged.publish());
    },
    link({ id, label, url }, { callerPhone: phone }) {
      // One link is one request, however often a resumed call would publish it.
      const requestId = `link-${id}`;
      const request = { requestId, channel: 'sms', purpose: 'transactional', email: null } as const;
      const staged = outbox.stage({
        topic: 'follow-up-requested',
        eventId: eventId(callId, requestId),
        callId,
        data: { callId, profileId: profile.profileId, ...request, phone, link: { label, url } },
      });
      journal.add(() => store.commit([staged.write]));
      journal.add(() => staged.publish());
    },
  };
}

async function finish(
  { records, carrierCalls, clock, logger }: LiveCallsOptions,
  { call, generation }: TakenCall,
  state: CallState,
  end: SessionEnd,
  journal: CallJournal,
): Promise<void> {
  const { callId } = call;
  const holder = { callId, generation };
  const flushed = { timeoutMs: flushTimeoutMs, what: 'Storing the last turns' };
  await withTimeout(clock, flushed, () => journal.flush()).catch((error: unknown) => {
    logger.error('The last turns are not stored yet', { error });
  });
  switch (end.type) {
    case 'handed-over':
      await records.handOver(holder, toCheckpoint(state));
      return;
    case 'transferring':
      await records.beginTransfer(holder, toCheckpoint(state));
      logger.info('The call goes to a person');
      return;
    case 'stream-lost':
      await records.markInterrupted(holder);
      logger.warning('The media stream was lost');
      return;
    case 'ended':
      return endCall({ records, carrierCalls, clock, logger }, holder, state, end);
  }
}

async function endCall(
  {
    records,
    carrierCalls,
    clock,
    logger,
  }: Pick<LiveCallsOptions, 'records' | 'carrierCalls' | 'clock' | 'logger'>,
  holder: CallHolder,
  state: CallState,
  { reason, outcome }: Extract<SessionEnd, { type: 'ended' }>,
): Promise<void> {
  const { callId, generation } = holder;
  const { wastedPreparationCount, wastedLookUpCount, droppedResultCount, watchdogCount } = state;
  try {
    const ended = await records.end({ callId, reason, outcome, generation });
    const counts = { wastedPreparationCount, wastedLookUpCount, droppedResultCount, watchdogCount };
    logger.info('The call is over', { reason, outcome, ended, ...counts });
    // Another relay holds the call by now: it is not ours to end.
    if (ended === 'superseded') return;
  } catch (error) {
    // The caller is not to hear silence because the store is down; the carrier's status ends the call later.
    logger.error('The end of the call could not be stored', { error });
  }
  if (reason !== 'agent-hung-up') return;
  const limit = { timeoutMs: hangUpTimeoutMs, what: 'Hanging up' };
  await withTimeout(clock, limit, (signal) => carrierCalls.hangUp(callId, signal));
}
