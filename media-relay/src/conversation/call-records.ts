import { DocumentExistsError } from '@standardiste/shared/cloud/document-store.ts';
import type { DocumentStore, DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import type { CallOutcome } from '@standardiste/shared/contracts/events.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import { noTracer, type Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import { formatTraceparent } from '@standardiste/shared/telemetry/traceparent.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import {
  callEnded,
  callStarted,
  createCallDocument,
  createIdentifyDocument,
  identifyToolCallId,
  likelyOutcome,
} from './call-facts.ts';
import type { EndReason, NewCall } from './call-facts.ts';
import { recordCallSpan } from './call-span.ts';
import { changeCall, readCall, toData } from './change-call.ts';
import { decideResume, decideReturn } from './decide-resume.ts';
import type { ResumeDecision } from './decide-resume.ts';
import { createEventOutbox } from './event-outbox.ts';
import type { StagedEvent } from './event-outbox.ts';

/** Which socket of which call writes: what a relay says after another one took the call over is refused. */
export interface CallHolder {
  readonly callId: string;
  readonly generation: number;
}

export type TokenUse =
  | { readonly type: 'accepted'; readonly call: CallDocument }
  | { readonly type: 'refused'; readonly reason: 'unknown-call' | 'used' | 'not-minted' | 'ended' };

/** What a relay stores of the conversation while it goes on. */
export type CallCheckpoint = Partial<
  Pick<CallDocument, 'conversation' | 'caller' | 'outcome' | 'appointment' | 'callBackPromised'>
>;

/** The calls' documents, and the two events that are published with them. Every change is a compare-and-set. */
export interface CallRecords extends AsyncDisposable {
  /**
   * Stores a call that rings and publishes `call-started`, with the document into which the caller's identity is to be written
   * (`tools/identify`). Opening it again gives the same call. @throws StoreUnavailableError
   */
  open(call: NewCall): Promise<CallDocument>;
  get(callId: string): Promise<CallDocument | undefined>;
  /** Makes this relay the holder of the call, once per generation; tool results that are awaited come here from now on. */
  consumeToken(holder: CallHolder): Promise<TokenUse>;
  /** The carrier asks how to go on, as the media socket is closed. */
  resume(callId: string): Promise<ResumeDecision>;
  /** The person who was rung has not answered: how the call goes on instead. */
  returnFromTransfer(callId: string): Promise<ResumeDecision>;
  /** The socket was lost; the call may go on. */
  markInterrupted(holder: CallHolder): Promise<'stored' | 'superseded'>;
  checkpoint(holder: CallHolder, checkpoint: CallCheckpoint): Promise<'stored' | 'superseded'>;
  /** The last checkpoint of a relay that is about to close the socket, for the next relay to go on from. */
  handOver(holder: CallHolder, checkpoint: CallCheckpoint): Promise<'stored' | 'superseded'>;
  /** The socket is about to be closed so that the carrier connects the caller to a person. */
  beginTransfer(holder: CallHolder, checkpoint: CallCheckpoint): Promise<'stored' | 'superseded'>;
  /**
   * The call is over for good: the carrier said so, or we hang up. Publishes `call-ended` exactly once, whoever comes first.
   * Without an outcome it is the one last checkpointed, or what the reason suggests.
   */
  end(end: {
    readonly callId: string;
    readonly reason: EndReason;
    readonly outcome?: CallOutcome | undefined;
    /** The socket that ends the call: one that was superseded ends nothing. Without it the carrier has said so. */
    readonly generation?: number | undefined;
  }): Promise<'ended' | 'already-ended' | 'superseded' | 'unknown-call'>;
}

export interface CallRecordsOptions {
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** This process. */
  readonly relayId: string;
  /** Default: none. */
  readonly tracer?: Tracer;
}

/** Opens the records; disposing waits for events that are being published. The store and the bus stay open. */
export function createCallRecords(options: CallRecordsOptions): CallRecords {
  const { store, clock, relayId, tracer = noTracer } = options;
  const outbox = createEventOutbox(options);
  const publishing = new Set<Promise<void>>();

  const changeAsHolder = (
    { callId, generation }: CallHolder,
    fieldsFor: (call: CallDocument) => Partial<CallDocument>,
  ): Promise<'stored' | 'superseded'> =>
    changeCall<'stored' | 'superseded'>(store, {
      callId,
      missing: 'superseded',
      decide: (call) =>
        call.tokenConsumed === generation && call.status !== 'ended'
          ? { fields: fieldsFor(call), result: 'stored' }
          : { result: 'superseded' },
    });

  const resumeBy = (callId: string, decide: typeof decideResume): Promise<ResumeDecision> =>
    changeCall<ResumeDecision>(store, {
      callId,
      missing: { type: 'hang-up' },
      decide: (call) => decide(call, clock.now()),
    });

  return {
    async open(newCall) {
      const root = tracer.startTrace();
      const traceparent = root && formatTraceparent(root);
      const call = createCallDocument(newCall, relayId, clock.now(), traceparent);
      const started = outbox.stage(callStarted(call));
      try {
        await store.commit([
          { type: 'create', path: paths.call(call.callId), data: toData(call) },
          {
            type: 'create',
            path: paths.tool(call.callId, identifyToolCallId),
            data: toData(createIdentifyDocument(call)),
          },
          started.write,
        ]);
      } catch (error) {
        return existing(store, call.callId, error);
      }
      // The caller waits for the webhook's answer, not for the broker.
      const published = started.publish().finally(() => void publishing.delete(published));
      publishing.add(published);
      return call;
    },
    get: (callId) => readCall(store, callId).then((read) => read?.call),
    consumeToken: ({ callId, generation }) =>
      changeCall<TokenUse>(store, {
        callId,
        missing: { type: 'refused', reason: 'unknown-call' },
        async decide(call) {
          const reason = refusalOf(call, generation);
          if (reason !== undefined) return { result: { type: 'refused', reason } };
          const fields = { status: 'live', tokenConsumed: generation, relayId } as const;
          const writes = call.relayId === relayId ? [] : await adoptTools(store, callId, relayId);
          return { fields, writes, result: { type: 'accepted', call: { ...call, ...fields } } };
        },
      }),
    resume: (callId) => resumeBy(callId, decideResume),
    returnFromTransfer: (callId) => resumeBy(callId, decideReturn),
    markInterrupted: (holder) =>
      // A hand-over or a transfer closes the socket too: it stays what it is.
      changeAsHolder(holder, ({ status }) => (status === 'live' ? { status: 'interrupted' } : {})),
    checkpoint: (holder, checkpoint) => changeAsHolder(holder, () => checkpoint),
    handOver: (holder, checkpoint) =>
      changeAsHolder(holder, () => ({ ...checkpoint, status: 'handover' })),
    beginTransfer: (holder, checkpoint) =>
      changeAsHolder(holder, () => ({ ...checkpoint, status: 'transferring' })),
    async end({ callId, reason, outcome, generation }) {
      const ended = await changeCall<EndedCall | 'already-ended' | 'superseded' | 'unknown-call'>(
        store,
        {
          callId,
          missing: 'unknown-call',
          decide(call) {
            if (call.status === 'ended') return { result: 'already-ended' };
            if (generation !== undefined && generation !== call.tokenConsumed) {
              return { result: 'superseded' };
            }
            const fields = {
              status: 'ended',
              endedAt: new Date(Math.max(clock.now(), call.startedAt.getTime())),
              outcome: outcome ?? likelyOutcome(call, reason),
            } as const;
            const over = { ...call, ...fields };
            const staged = outbox.stage(callEnded(over, reason));
            return { fields, writes: [staged.write], result: { staged, call: over } };
          },
        },
      );
      if (typeof ended === 'string') return ended;
      recordCallSpan(tracer, ended.call, reason);
      await ended.staged.publish();
      return 'ended';
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(publishing);
    },
  };
}

/** A call that this process has ended, and the event that tells so. */
interface EndedCall {
  readonly call: CallDocument & { readonly endedAt: Date };
  readonly staged: StagedEvent;
}

async function existing(
  store: DocumentStore,
  callId: string,
  error: unknown,
): Promise<CallDocument> {
  const read = error instanceof DocumentExistsError ? await readCall(store, callId) : undefined;
  if (read === undefined) throw error;
  return read.call;
}

function refusalOf(
  call: CallDocument,
  generation: number,
): (TokenUse & { type: 'refused' })['reason'] | undefined {
  if (call.status === 'ended') return 'ended';
  if (generation <= call.tokenConsumed) return 'used';
  return generation > call.generation ? 'not-minted' : undefined;
}

/** Tool results that are still to come go to the relay that now holds the call. */
async function adoptTools(
  store: DocumentStore,
  callId: string,
  relayId: string,
): Promise<DocumentWrite[]> {
  const tools = await store.query({
    collection: `${paths.call(callId)}/tools`,
    where: [{ field: 'pending', operator: '==', value: true }],
  });
  return tools.map(({ path }) => ({ type: 'update', path, data: { relayId } }));
}
