import type { DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import type { EventData, TopicName } from '@standardiste/shared/contracts/events.ts';
import type {
  RemoteToolArguments,
  RemoteToolName,
  RemoteToolResult,
} from '@standardiste/shared/contracts/tools.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';

/** An event that has passed its schema. */
export interface ReceivedEvent<Topic extends TopicName> {
  readonly topic: Topic;
  readonly eventId: string;
  readonly callId: string;
  readonly traceparent: string | undefined;
  readonly data: EventData<Topic>;
}

/** An event to publish once the effect is committed; the outbox delivers it. */
export type FollowOnEvent = {
  [Topic in TopicName]: {
    readonly topic: Topic;
    readonly eventId: string;
    readonly callId: string;
    readonly data: EventData<Topic>;
  };
}[TopicName];

export interface HandlerContext {
  /** Business key of this effect; pass it to the vendor as the vendor's own handle, so that a second attempt finds the first. */
  readonly effectKey: string;
  /** 1 for the first attempt at this effect; more after a failure or a crash, when the effect may exist already. */
  readonly attempt: number;
  /** Aborts at 75 % of the lease. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** What is committed together with the ledger entry: all of it or nothing. */
export interface HandlerResult {
  readonly writes: readonly DocumentWrite[];
  readonly events: readonly FollowOnEvent[];
}

/**
 * The business of one event for one function. It may run more than once for one effect; it makes the effect exist exactly once
 * by using the effect key as the vendor's handle, or by looking before it acts when `attempt` is above 1.
 * @throws CallbotError: retryable → the event comes again; otherwise the reason is stored, dead-lettered and acknowledged.
 */
export interface EventHandler<Topic extends TopicName> {
  readonly topic: Topic;
  /** For `tool-requested`: the one tool that this handler runs. Events for other tools pass by, acknowledged and counted. */
  readonly tool?: RemoteToolName;
  effectKey(event: ReceivedEvent<Topic>): string;
  handle(event: ReceivedEvent<Topic>, context: HandlerContext): Promise<HandlerResult>;
}

/** A handler of any topic; a function has a list of them. */
export type AnyEventHandler = { [Topic in TopicName]: EventHandler<Topic> }[TopicName];

/** Which request a tool runs for. */
export interface ToolRequest {
  readonly callId: string;
  readonly profileId: string;
  readonly toolCallId: string;
}

export type ToolContext = HandlerContext &
  ToolRequest & {
    /** Nobody waits for the answer after this instant, in ms since the epoch. */
    readonly notAfterMs: number;
  };

/** What a tool hands back; `events` and `writes` are committed together with the result. */
export interface ToolOutcome<Name extends RemoteToolName> {
  readonly result: RemoteToolResult<Name>;
  readonly events?: readonly FollowOnEvent[];
  readonly writes?: readonly DocumentWrite[];
}

/** The business of one tool that runs in a function; `createToolHandler` makes the event handler of it. */
export interface RemoteTool<Name extends RemoteToolName> {
  readonly tool: Name;
  /** Business key of the effect; two requests with one key share one effect and one result. */
  effectKey(values: RemoteToolArguments<Name>, request: ToolRequest): string;
  /** Called with arguments that passed their schema. @throws CallbotError as an `EventHandler` does. */
  run(values: RemoteToolArguments<Name>, context: ToolContext): Promise<ToolOutcome<Name>>;
}
