import {
  PreconditionFailedError,
  type DocumentStore,
  type DocumentWrite,
} from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import { paths } from '@standardiste/shared/contracts/documents.ts';
import type { FunctionDefinition } from '@standardiste/shared/contracts/subscriptions.ts';
import { CallbotError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Span } from '@standardiste/shared/telemetry/span.ts';
import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { deadLetterOf, publishDeadLetter } from './dead-letter.ts';
import type { AnyReceivedEvent, Delivery } from './envelope.ts';
import type { AnyEventHandler, HandlerContext, HandlerResult } from './event-handler.ts';
import type { Claim, EffectDocument, EffectLedger } from './ledger.ts';
import type { Outcome } from './outcome.ts';
import { outboxEntry, outboxWrite, publishEntries, type OutboxEntry } from './outbox.ts';
import { toolAnswered } from './tool-answer.ts';
import {
  claimToolDocument,
  copyToolAnswer,
  finishToolWrite,
  readOpenTool,
  type ToolReference,
} from './tool-document.ts';

/** What the steps of one delivery share. */
export interface Platform {
  readonly definition: FunctionDefinition;
  readonly handlers: readonly AnyEventHandler[];
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ledger: EffectLedger;
  /** This delivery's: each step is an event of it. */
  readonly span: Span;
}

/** One event on its way to its effect. */
export interface EffectRequest {
  readonly delivery: Delivery;
  readonly event: AnyReceivedEvent;
  readonly effectKey: string;
  handle(context: HandlerContext): Promise<HandlerResult>;
}

/** How much of the lease the handler may use; the rest is for the commit. */
const handlerShareOfLease = 0.75;

/** Takes an event from its claim to its published follow-on events. @throws what the store and the bus throw; the event then comes again. */
export async function runEffect(platform: Platform, request: EffectRequest): Promise<Outcome> {
  const { event, effectKey, delivery } = request;
  const toolPath = toolPathOf(event);
  const claimed = await platform.ledger.claim({
    effectKey,
    toolPath,
    eventId: event.eventId,
    // Set by whoever replays a dead letter after its cause was mended.
    isReplay: delivery.attributes['replay'] === 'true',
  });
  switch (claimed.type) {
    case 'leased':
      return 'leased';
    case 'finished':
      return finishAgain(platform, event, claimed.entry);
    case 'claimed':
      return attempt(platform, request, claimed.claim);
  }
}

/** The effect exists; what a crash may have left undone is its events, and the answer to a second request for the same effect. */
async function finishAgain(
  platform: Platform,
  event: AnyReceivedEvent,
  entry: EffectDocument,
): Promise<Outcome> {
  await publishEntries(platform, entry.outbox);
  if (event.topic === 'tool-requested' && entry.toolPath !== null) {
    await copyToolAnswer(platform.store, entry.toolPath, event.data);
  }
  return 'done-already';
}

async function attempt(platform: Platform, request: EffectRequest, claim: Claim): Promise<Outcome> {
  platform.span.event('claimed', { attempt: claim.fence });
  const refused = await claimTool(platform, request.event, claim);
  if (refused !== undefined) return refused;
  let outbox: readonly string[];
  try {
    outbox = await handleAndCommit(platform, request, claim);
  } catch (error) {
    return fail(platform, request, { claim, error });
  }
  // From here on the effect exists. When publishing fails, the redelivered event does only that.
  await publishEntries(platform, outbox);
  if (outbox.length > 0) platform.span.event('published', { count: outbox.length });
  return 'done';
}

/** @returns the names of the outbox entries that were committed with the effect. */
async function handleAndCommit(
  platform: Platform,
  request: EffectRequest,
  claim: Claim,
): Promise<readonly string[]> {
  const { writes, entries } = await runHandler(platform, request, claim);
  const outbox = entries.map(({ hash }) => hash);
  platform.span.event('handled');
  await platform.store.commit([
    platform.ledger.finishWrite(claim, { status: 'done', reason: null, outbox }),
    ...writes,
    ...entries.map((entry) => outboxWrite(entry, platform.clock)),
  ]);
  platform.span.event('committed');
  return outbox;
}

/** A tool request that nobody waits for does nothing. */
async function claimTool(
  platform: Platform,
  event: AnyReceivedEvent,
  claim: Claim,
): Promise<Outcome | undefined> {
  if (event.topic !== 'tool-requested') return undefined;
  const notAfterMs = Date.parse(event.data.notAfter);
  const time = { nowMs: platform.clock.now(), notAfterMs };
  const tool = await claimToolDocument(platform.store, event.data, time);
  if (tool.type === 'claimed') return undefined;
  const reason = tool.type === 'stale' ? tool.because : 'tool-document-missing';
  platform.logger.info('A tool request was left alone.', { reason });
  await platform.ledger.release(claim, reason);
  return tool.type === 'stale' ? 'stale' : 'retry';
}

async function runHandler(
  { clock, definition, logger }: Platform,
  { handle, effectKey, event }: EffectRequest,
  claim: Claim,
): Promise<{ writes: readonly DocumentWrite[]; entries: readonly OutboxEntry[] }> {
  const timeoutMs = definition.leaseMs * handlerShareOfLease;
  const what = `${definition.name}: ${event.topic}`;
  const result = await withTimeout(clock, { timeoutMs, what }, (signal) =>
    handle({ effectKey, attempt: claim.fence, signal, logger }),
  );
  const entries = result.events.map((followOn) => outboxEntry(followOn, event.traceparent));
  return { writes: result.writes, entries };
}

async function fail(
  platform: Platform,
  request: EffectRequest,
  { claim, error }: { claim: Claim; error: unknown },
): Promise<Outcome> {
  const { ledger, logger } = platform;
  const reason = describe(error);
  platform.span.set({ 'error.type': error instanceof CallbotError ? error.code : nameOf(error) });
  if (error instanceof PreconditionFailedError) {
    logger.warning('The effect was taken over or its documents changed; the event comes again.');
    await ledger.release(claim, reason);
    return 'superseded';
  }
  const attempts = request.delivery.deliveryAttempt ?? claim.fence;
  const isLast = attempts >= platform.definition.maxDeliveryAttempts;
  const isFault = error instanceof CallbotError;
  if (isFault ? error.retryable : !isLast) {
    logger.warning('An attempt failed; the event comes again.', { error, attempt: claim.fence });
    // The broker gives up after this one, and whoever waits for the answer must not wait for ever.
    if (isLast) await keepLast(platform, request, reason);
    await ledger.release(claim, reason);
    return 'retry';
  }
  logger.error('An event can never succeed and is put aside.', { error });
  return putAside(platform, request, { claim, reason });
}

/** The broker's own dead letter lies in a topic; this one can be replayed. */
async function keepLast(
  platform: Platform,
  { delivery, event }: EffectRequest,
  reason: string,
): Promise<void> {
  const { clock, definition } = platform;
  const letter = deadLetterOf(delivery, { functionName: definition.name, reason, clock });
  const { writes, outbox } = await answerFailed(platform, event, reason);
  await platform.store.commit([letter.write, ...writes]);
  await publishEntries(platform, outbox);
}

async function putAside(
  platform: Platform,
  { delivery, event }: EffectRequest,
  { claim, reason }: { claim: Claim; reason: string },
): Promise<Outcome> {
  const { clock, definition, ledger } = platform;
  const letter = deadLetterOf(delivery, { functionName: definition.name, reason, clock });
  const { writes, outbox } = await answerFailed(platform, event, reason);
  await platform.store.commit([
    ledger.finishWrite(claim, { status: 'failed', reason, outbox }),
    letter.write,
    ...writes,
  ]);
  await publishDeadLetter(platform, letter.message);
  await publishEntries(platform, outbox);
  return 'failed';
}

/** Tells whoever waits for an answer that there will be none. `outbox`: names of the entries that are among the writes. */
async function answerFailed(
  { store, clock }: Platform,
  event: AnyReceivedEvent,
  reason: string,
): Promise<{ readonly writes: readonly DocumentWrite[]; readonly outbox: readonly string[] }> {
  const reference = toolReferenceOf(event);
  const open = reference && (await readOpenTool(store, reference));
  if (reference === undefined || open === undefined) return { writes: [], outbox: [] };
  const finishedAt = new Date(clock.now());
  const told = event.topic === 'tool-requested' ? toolAnswered(event.data, 'failed') : [];
  const entries = told.map((followOn) => outboxEntry(followOn, event.traceparent));
  return {
    writes: [
      finishToolWrite(reference, { status: 'failed', reason, finishedAt }),
      ...entries.map((entry) => outboxWrite(entry, clock)),
    ],
    outbox: entries.map(({ hash }) => hash),
  };
}

/** The tool document that waits for an answer to this event. */
function toolReferenceOf(event: AnyReceivedEvent): ToolReference | undefined {
  if (event.topic === 'tool-requested' || event.topic === 'call-started') return event.data;
  return undefined;
}

function toolPathOf(event: AnyReceivedEvent): string | null {
  if (event.topic !== 'tool-requested') return null;
  return paths.tool(event.data.callId, event.data.toolCallId);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function describe(error: unknown): string {
  if (error instanceof CallbotError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
