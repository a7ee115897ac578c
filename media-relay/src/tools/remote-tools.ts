import type { DocumentChange, DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import {
  DocumentExistsError,
  DocumentMissingError,
  PreconditionFailedError,
} from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import {
  callRetentionMs,
  paths,
  toolDocumentSchema,
  type ToolDocument,
} from '@standardiste/shared/contracts/documents.ts';
import { schemaVersion } from '@standardiste/shared/contracts/events.ts';
import { eventId } from '@standardiste/shared/contracts/ids.ts';
import type { RemoteToolName } from '@standardiste/shared/contracts/tools.ts';
import type { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';

/** A finished tool call, `crm.identify` included. */
export type ToolOutcome = Pick<
  ToolDocument,
  'callId' | 'toolCallId' | 'tool' | 'result' | 'reason'
> & {
  readonly status: 'done' | 'failed';
};

/**
 * Tools that run in functions. A request is a document and an event; the answer comes through the one listener of this relay,
 * which is made anew when it breaks.
 */
export interface RemoteTools extends AsyncDisposable {
  /**
   * Writes the request and publishes it. A booking or a change that an earlier relay of this call has asked for under the same id is not
   * asked for again: its answer is handed over. @throws CallbotError when either failed; the function may run all the same.
   */
  request(request: {
    readonly callId: string;
    readonly profileId: string;
    readonly toolCallId: string;
    readonly tool: RemoteToolName;
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly notAfterMs: number;
    /** Where the request stands in the call's trace. */
    readonly traceparent?: string | undefined;
  }): Promise<void>;
  /** True when the request was taken back before any function claimed it, or was never stored: it can never take effect. */
  withdraw(callId: string, toolCallId: string): Promise<boolean>;
  /** Hands over this call's outcomes, each once, until disposed of. */
  listen(callId: string, onOutcome: (outcome: ToolOutcome) => void): Disposable;
}

const effectful: ReadonlySet<RemoteToolName> = new Set([
  'calendar.book',
  'calendar.move',
  'calendar.cancel',
]);

/** Whether the tool leaves something behind that outlives the call. */
export function leavesEffect(tool: RemoteToolName): boolean {
  return effectful.has(tool);
}

const relistenDelayMs = 250;
/** Outcomes kept for sessions that have not begun; the oldest is forgotten first. */
const maxWaitingOutcomes = 500;

type Listener = (outcome: ToolOutcome) => void;

export function createRemoteTools(options: {
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly relayId: string;
  readonly clock: Clock;
  readonly logger: Logger;
}): RemoteTools {
  const { store, bus, relayId, clock, logger } = options;
  const listeners = new Map<string, Listener>();
  const taken = new Set<string>();
  /** Outcomes that came before the call's session: who is calling is often known before the socket is open. */
  const waiting = new Map<string, ToolOutcome>();
  let watch: Disposable | undefined;
  let relisten: Disposable | undefined;

  const open = (): void => {
    watch = store.watch(
      {
        collection: 'tools',
        group: true,
        where: [
          { field: 'relayId', operator: '==', value: relayId },
          { field: 'pending', operator: '==', value: true },
        ],
      },
      { onChange: (changes) => changes.forEach(take), onError: reopen },
    );
  };
  const reopen = (error: CallbotError): void => {
    logger.warning('The listener for tool results broke and is made anew', { error });
    relisten = clock.schedule(relistenDelayMs, open);
  };
  const take = (change: DocumentChange): void => {
    const { path } = change.document;
    if (change.type === 'removed') {
      taken.delete(path);
      waiting.delete(path);
      return;
    }
    const parsed = toolDocumentSchema.safeParse(change.document.data);
    if (!parsed.success || taken.has(path)) return;
    const { status } = parsed.data;
    if (status !== 'done' && status !== 'failed') return;
    const outcome = { ...parsed.data, status };
    const listener = listeners.get(outcome.callId);
    if (listener === undefined) keep(path, outcome);
    else handOver(path, outcome, listener);
  };
  /** The document stays pending meanwhile, so that another relay finds it if the call goes there. */
  const keep = (path: string, outcome: ToolOutcome): void => {
    waiting.set(path, outcome);
    const oldest = waiting.keys().next();
    if (waiting.size > maxWaitingOutcomes && !oldest.done) waiting.delete(oldest.value);
  };
  const handOver = (path: string, outcome: ToolOutcome, listener: Listener): void => {
    taken.add(path);
    listener(outcome);
    store.commit([{ type: 'update', path, data: { pending: false } }]).catch((error: unknown) => {
      logger.warning('A taken tool result could not be marked as taken', { error });
    });
  };
  open();

  return {
    async request(request) {
      const { callId, toolCallId, tool, traceparent } = request;
      const trace = traceparent === undefined ? {} : { traceparent };
      const document: ToolDocument = {
        callId,
        toolCallId,
        tool,
        relayId,
        pending: true,
        status: 'requested',
        requestedAt: new Date(clock.now()),
        finishedAt: null,
        result: null,
        reason: null,
        expireAt: new Date(clock.now() + callRetentionMs),
        ...trace,
      };
      const path = paths.tool(callId, toolCallId);
      try {
        await store.commit([{ type: 'create', path, data: document as never }]);
      } catch (error) {
        if (!(error instanceof DocumentExistsError) || !leavesEffect(tool)) throw error;
        // A relay that is gone has asked before its checkpoint was stored. Asked again it could be done twice: its answer counts.
        taken.delete(path);
        await store.commit([{ type: 'update', path, data: { relayId, pending: true } }]);
        return;
      }
      await bus.publish({
        topic: 'tool-requested',
        data: {
          callId,
          profileId: request.profileId,
          toolCallId,
          tool,
          arguments: request.arguments,
          notAfter: new Date(request.notAfterMs).toISOString(),
        },
        attributes: { eventId: eventId(callId, toolCallId), callId, schemaVersion, tool, ...trace },
      });
    },

    async withdraw(callId, toolCallId) {
      const path = paths.tool(callId, toolCallId);
      const document = await store.get(path);
      // Without a document nothing was published either.
      if (document === undefined) return true;
      if (document.data['status'] !== 'requested') return false;
      const { updateTime } = document;
      try {
        const data = { status: 'withdrawn', pending: false };
        await store.commit([{ type: 'update', path, data, precondition: { updateTime } }]);
        return true;
      } catch (error) {
        if (error instanceof PreconditionFailedError || error instanceof DocumentMissingError) {
          return false;
        }
        throw error;
      }
    },

    listen(callId, onOutcome) {
      listeners.set(callId, onOutcome);
      for (const [path, outcome] of waiting) {
        if (outcome.callId !== callId) continue;
        waiting.delete(path);
        queueMicrotask(() => handOver(path, outcome, onOutcome));
      }
      return {
        [Symbol.dispose]() {
          // A resumed call may have a new session here already; its listener stays.
          if (listeners.get(callId) === onOutcome) listeners.delete(callId);
        },
      };
    },

    async [Symbol.asyncDispose]() {
      watch?.[Symbol.dispose]();
      relisten?.[Symbol.dispose]();
      await Promise.resolve();
    },
  };
}
