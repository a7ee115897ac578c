import type { ChatMessage, ChatTool } from './chat-request.ts';

/** What a text model decides to answer. */
export interface MindAnswer {
  readonly text: string;
  readonly toolCalls: readonly MindToolCall[];
}
export interface MindToolCall {
  readonly name: string;
  readonly arguments: object;
}

/** The thinking of a simulated text model: it sees what came over the wire, and nothing else. */
export type Mind = (input: MindInput) => MindAnswer;
export interface MindInput {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
}
