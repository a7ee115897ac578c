import {
  remoteTools,
  type RemoteToolArguments,
  type RemoteToolName,
} from '@standardiste/shared/contracts/tools.ts';
import { MessageInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { z } from 'zod';
import type { EventHandler, RemoteTool } from './event-handler.ts';
import { toolAnswered } from './tool-answer.ts';
import { finishToolWrite } from './tool-document.ts';

/** A tool, and what its handler needs beside it. */
export type ToolHandlerOptions<Name extends RemoteToolName> = RemoteTool<Name> & {
  readonly clock: Clock;
};

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
      const request = { callId, profileId, toolCallId, notAfterMs: Date.parse(data.notAfter) };
      const outcome = await options.run(values, { ...context, ...request });
      const result = checkResult(tool, outcome.result);
      const finishedAt = new Date(options.clock.now());
      return {
        writes: [
          finishToolWrite(data, { status: 'done', result, finishedAt }),
          ...(outcome.writes ?? []),
        ],
        events: [...(outcome.events ?? []), ...toolAnswered(data, 'done')],
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
