import type { ServerResponse } from 'node:http';
import { sleep } from '@standardiste/shared/time/clock.ts';
import type { FaultRule } from '../faults.ts';
import { answerChoices } from './answer-chunks.ts';
import type { ChatRequest } from './chat-request.ts';
import { chunkMaker, errorBody, identifier, usageOf, type Stamps } from './completion-objects.ts';
import type { MindAnswer } from './mind.ts';

/** One answer on its way to one client. */
export interface Streaming {
  readonly request: ChatRequest;
  readonly answer: MindAnswer;
  readonly fault: FaultRule | undefined;
  readonly isRefusal: boolean;
  readonly response: ServerResponse;
  /** Aborts when the client closes the connection. */
  readonly left: AbortSignal;
  readonly tokenMs: number;
}

/**
 * Sends an answer as server-sent events at the speed of a model, and breaks it where the fault says. False when it broke.
 * @throws when the client leaves.
 */
export async function streamAnswer(stamps: Stamps, streaming: Streaming): Promise<boolean> {
  const { request, answer, fault, response, left } = streaming;
  const choices = answerChoices(answer, {
    callIds: answer.toolCalls.map(() => `call_${identifier(stamps)}`),
    fragmentLength: fault?.code === 'one-character-arguments' ? 1 : 9,
    isRefusal: streaming.isRefusal,
  });
  const breakAt = breaksMidway(fault) ? Math.ceil(choices.length / 2) : choices.length;
  const chunk = chunkMaker(stamps, request);
  const send = (data: string): Promise<void> =>
    write(response, `data: ${data}\n\n`, fault?.code === 'split-utf8');
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const choice of choices.slice(0, breakAt)) {
    await send(chunk(choice));
    await sleep(stamps.clock, streaming.tokenMs, left);
  }
  if (breakAt < choices.length) {
    await breakOff(fault as FaultRule, response, send);
    return false;
  }
  if (request.stream_options?.include_usage) await send(chunk(null, usageOf(request, answer)));
  await send('[DONE]');
  response.end();
  return true;
}

function breaksMidway(fault: FaultRule | undefined): boolean {
  return fault !== undefined && (fault.kind !== 'none' || fault.code === 'malformed-chunk');
}

async function breakOff(
  fault: FaultRule,
  response: ServerResponse,
  send: (data: string) => Promise<void>,
): Promise<void> {
  if (fault.kind === 'hang') return;
  if (fault.kind === 'error') await send(JSON.stringify(errorBody(fault)));
  if (fault.kind === 'none') await send('{"id":"chatcmpl-');
  if (fault.kind === 'cut' && fault.code !== 'no-finish') response.destroy();
  else response.end();
}

async function write(response: ServerResponse, text: string, isSplit: boolean): Promise<void> {
  if (!isSplit) return void response.write(text);
  for (const byte of Buffer.from(text)) {
    response.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve)); // so that each byte is its own packet
  }
}
