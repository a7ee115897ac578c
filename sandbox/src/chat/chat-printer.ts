import type { Clock } from '@standardiste/shared/time/clock.ts';

/** What the chat shows of a call; the relay's own events fit. */
export type ChatEvent =
  | { readonly type: 'spoken'; readonly text: string }
  | { readonly type: 'turn'; readonly role: 'caller' | 'agent'; readonly text: string }
  | { readonly type: 'asked' }
  | { readonly type: 'model-called'; readonly name: string; readonly arguments: unknown }
  | { readonly type: 'tool-requested'; readonly tool: string; readonly arguments: unknown }
  | { readonly type: 'lead'; readonly lead: unknown }
  | { readonly type: 'link'; readonly label: string };

/** Sums over requests to the model, as accounts have them. */
export interface ChatUsage {
  readonly modelRequests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly modelMs: number;
  readonly costUsd: number;
  readonly unpricedRequests: number;
}

export interface ChatPrinter {
  print(event: ChatEvent, stage: string): void;
  /** The caller has said something; times count from here. */
  said(text: string, isTyped: boolean): void;
  note(text: string): void;
  turn(callId: string, turnId: number, usage: ChatUsage): void;
  call(callId: string, usage: ChatUsage): void;
}

/** Prints a call as it goes: what is said flush left, what happens indented, with stage and milliseconds. */
export function createChatPrinter(options: {
  readonly clock: Clock;
  readonly write: (text: string) => void;
}): ChatPrinter {
  const { clock, write } = options;
  let saidAtMs = clock.now();
  const detail = (text: string): void => write(`    +${clock.now() - saidAtMs} ms  ${text}\n`);
  return {
    print(event, stage) {
      switch (event.type) {
        case 'spoken':
          return detail(`« ${event.text} »`);
        case 'turn':
          return event.role === 'agent' ? write(`[${stage}] callbot: ${event.text}\n`) : undefined;
        case 'asked':
          return detail('asks the model');
        case 'model-called':
          return detail(`the model calls ${event.name} ${JSON.stringify(event.arguments)}`);
        case 'tool-requested':
          return detail(`requests ${event.tool} ${JSON.stringify(event.arguments)}`);
        case 'lead':
          return detail(`notes the lead ${JSON.stringify(event.lead)}`);
        case 'link':
          return detail(`has ${event.label} sent by text message`);
      }
    },
    said(text, isTyped) {
      saidAtMs = clock.now();
      if (!isTyped) write(`caller: ${text}\n`);
    },
    note: detail,
    turn: (_callId, turnId, usage) => write(`    turn ${turnId}: ${describe(usage)}\n`),
    call: (_callId, usage) => write(`\nThe call: ${describe(usage)}\n`),
  };
}

function describe(usage: ChatUsage): string {
  const cost = usage.unpricedRequests > 0 ? 'price unknown' : `$${usage.costUsd.toFixed(5)}`;
  return `${usage.modelRequests} requests, ${usage.modelMs} ms, ${usage.inputTokens} + ${usage.outputTokens} tokens, ${cost}`;
}
