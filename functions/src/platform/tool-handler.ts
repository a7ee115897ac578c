import type { DocumentWrite } from '@standardiste/shared/cloud/document-store.ts';
import {
  remoteTools,
  type RemoteToolArguments,
  type RemoteToolName,
  type RemoteToolResult,
} from '@standardiste/shared/contracts/tools.ts';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { EventHandler, FollowOnEvent, HandlerContext } from './event-handler.ts';
import { finishToolWrite } from './tool-document.ts';

/** Which request a tool runs for. */
export interface ToolRequest {
  readonly callId: string;
  readonly profileId: string;
  readonly toolCallId: string;
}

export type ToolContext = HandlerContext & ToolRequest;

/** What a tool hands back; `events` and `writes` are committed together with the result. */
export interface ToolOutcome<Name extends RemoteToolName> {
  readonly result: RemoteToolResult<Name>;
  readonly events?: readonly FollowOnEvent[];
  readonly writes?: readonly DocumentWrite[];
}

export interface ToolHandlerOptions<Name extends RemoteToolName> {
  readonly tool: Name;
  readonly clock: Clock;
  /** Business key of the effect; two requests with one key share one effect and one result. */
  effectKey(values: RemoteToolArguments<Name>, request: ToolRequest): string;
  /** The business, with arguments that passed their schema. @throws CallbotError as an `EventHandler` does. */
  run(values: RemoteToolArguments<Name>, context: ToolContext): Promise<ToolOutcome<Name>>;
}

/**
 * The handler of `tool-requested` for one tool. Arguments and result are checked against the tool's schemas; the result is
 * written to the tool document as `done` in the effect's commit. Claiming the document first is the event function's work.
 */
export function createToolHandler<Name extends RemoteToolName>(
  options: ToolHandlerOptions<Name>,
): EventHandler<'tool-requested'> {
  const { tool } = options;
  const parse = (values: unknown): RemoteToolArguments<Name> | z.ZodError => {
    const parsed = remoteTools[tool].arguments.safeParse(values);
    return parsed.success ? (parsed.data as RemoteToolArguments<Name>) : parsed.error;
  };
  return {
    topic: 'tool-requested',
    tool,
    effectKey({ data }) {
      const values = parse(data.arguments);
      // Arguments that cannot be read have no business key; the failure still needs a place in the ledger.
      if (values instanceof z.ZodError) return `tool:${data.callId}:${data.toolCallId}`;
      return options.effectKey(values, data);
    },
    async handle({ data }, context) {
      const values = parse(data.arguments);
      if (values instanceof z.ZodError) {
        throw new MessageInvalidError(`Arguments of ${tool}: ${z.prettifyError(values)}`);
      }
      const { callId, profileId, toolCallId } = data;
      const outcome = await options.run(values, { ...context, callId, profileId, toolCallId });
      const result = checkResult(tool, outcome.result);
      const finishedAt = new Date(options.clock.now());
      return {
        writes: [
          finishToolWrite(data, { status: 'done', result, finishedAt }),
          ...(outcome.writes ?? []),
        ],
        events: outcome.events ?? [],
      };
    },
  };
}

/** Our own result in the wrong shape is a bug, not a fault. */
function checkResult(tool: RemoteToolName, result: unknown): Record<string, unknown> {
  const parsed = remoteTools[tool].result.safeParse(result);
  if (!parsed.success) throw new TypeError(`Result of ${tool}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
