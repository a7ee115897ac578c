import type { LogFields, Logger } from '@standardiste/shared/log/logger.ts';
import type { CallEffect } from './call-effect.ts';
import type { CallEvent } from './call-event.ts';
import type { CallObserver, CallStep } from './call-observer.ts';
import { toolFailureCode, toolResultType } from './tool-outcome.ts';

const nothing = {
  /** Turns that the caller cut off. */
  bargeInCount: 0,
  /** Playback held for the caller and gone on with, because it was nothing. */
  falseInterruptionCount: 0,
  modelFailureCount: 0,
  voiceFailureCount: 0,
  hearingFailureCount: 0,
  toolCount: 0,
  toolFailureCount: 0,
};
type Count = keyof typeof nothing;

interface RunningTool {
  readonly tool: string;
  readonly atMs: number;
}

/** Counts what the metrics are made of: a line for every tool that ended, and the stream's counts when it is over. */
export function tallyCall(options: { logger: Logger; fields: () => LogFields }): CallObserver {
  const counts = { ...nothing };
  const running = new Map<string, RunningTool>();

  const endTool = (toolCallId: string, atMs: number, outcome: string, isFailure = false): void => {
    const tool = running.get(toolCallId);
    if (tool === undefined) return;
    running.delete(toolCallId);
    if (isFailure) counts.toolFailureCount += 1;
    const durationMs = Math.round(atMs - tool.atMs);
    options.logger.info('A tool call ended', { tool: tool.tool, outcome, durationMs });
  };
  const onEffect = (effect: CallEffect, atMs: number): void => {
    const count = countOfEffect(effect);
    if (count !== undefined) counts[count] += 1;
    if (effect.type === 'call-tool') running.set(effect.toolCallId, { tool: effect.tool, atMs });
  };
  const onEvent = (event: CallEvent): void => {
    const count = countOfEvent[event.type];
    if (count !== undefined) counts[count] += 1;
    const { type, atMs } = event;
    if (type === 'tool-done') endTool(event.toolCallId, atMs, toolResultType(event.result));
    if (type === 'tool-failed') {
      endTool(event.toolCallId, atMs, toolFailureCode(event.reason), true);
    }
    if (type === 'tool-withdrawn' && event.isWithdrawn) {
      endTool(event.toolCallId, atMs, 'withdrawn', true);
    }
  };
  return {
    step({ event, effects }: CallStep) {
      onEvent(event);
      for (const effect of effects) onEffect(effect, event.atMs);
    },
    toolTraceparent: () => undefined,
    end(atMs, how) {
      for (const toolCallId of [...running.keys()]) endTool(toolCallId, atMs, 'call-over', true);
      options.logger.info('The media stream is over', { how, ...counts, ...options.fields() });
    },
  };
}

function countOfEffect(effect: CallEffect): Count | undefined {
  switch (effect.type) {
    case 'call-tool':
      return 'toolCount';
    case 'resume-playback':
      return 'falseInterruptionCount';
    case 'persist-turn':
      return effect.turn.role === 'agent' && effect.turn.isInterrupted ? 'bargeInCount' : undefined;
    default:
      return undefined;
  }
}

const countOfEvent: { readonly [Type in CallEvent['type']]?: Count } = {
  'agent-response-failed': 'modelFailureCount',
  'agent-phrase-failed': 'voiceFailureCount',
  'recognition-failed': 'hearingFailureCount',
};
