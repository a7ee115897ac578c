/**
 * The thinking of a simulated text model: it sees what came over the wire, and nothing else. Every dialect turns its requests
 * into these messages, which have the shape of OpenAI's.
 */
export type Mind = (input: MindInput) => MindAnswer;

export interface MindInput {
  readonly messages: readonly MindMessage[];
  readonly tools: readonly MindTool[];
}

export type MindMessage =
  | { readonly role: 'system' | 'developer' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content?: string | null | undefined;
      readonly tool_calls?: readonly MindCall[] | undefined;
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

/** A call as it stands in the history; the arguments are JSON. */
export interface MindCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface MindTool {
  readonly name: string;
}

/** What a text model decides to answer. */
export interface MindAnswer {
  readonly text: string;
  readonly toolCalls: readonly MindToolCall[];
}

export interface MindToolCall {
  readonly name: string;
  readonly arguments: object;
}
