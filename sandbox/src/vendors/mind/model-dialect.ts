import type { FaultRule } from '../faults.ts';
import type { MindAnswer, MindInput } from './mind.ts';

/** Why a request is refused; each dialect has its own error object for it. */
export interface ModelProblem {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

export interface ModelRoute {
  readonly method: string;
  /** Percent-decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** One answer that is to be put on the wire. */
export interface WireAnswer<Request> {
  readonly request: Request;
  readonly answer: MindAnswer;
  /** The model declines to answer; the text says so where the dialect has a place for it. */
  readonly isRefusal: boolean;
  /** Longest piece of tool arguments, in characters, where the dialect cuts them. */
  readonly fragmentLength: number;
  readonly nowMs: number;
  /** Random letters and digits. */
  readonly identifier: () => string;
}

/** One vendor's wire format: pure, without a socket. */
export interface ModelDialect<Request> {
  /** The operation that faults apply to: `chat.completions`. */
  readonly operation: string;
  /** What is served besides questions to the model, lists of models for instance; undefined for every other route. */
  other(route: ModelRoute, models: readonly string[]): object | undefined;
  authorise(headers: Headers, apiKey: string | undefined): ModelProblem | null;
  /** Reads a question as strictly as the vendor does. */
  read(
    route: ModelRoute,
    body: string,
    options: { readonly headers: Headers; readonly models: readonly string[] },
  ): { readonly request: Request } | { readonly problem: ModelProblem };
  toMindInput(request: Request): MindInput;
  /** Null: the answer is not to be streamed, and `whole` is sent. */
  frames(answer: WireAnswer<Request>): readonly string[] | null;
  whole(answer: WireAnswer<Request>): object;
  /** A frame that is cut in the middle of its JSON. */
  readonly malformedFrame: string;
  problemBody(problem: ModelProblem): object;
  faultBody(fault: FaultRule): object;
  /** Absent: a limited client is told to wait by `retry-after: 2`. */
  faultHeaders?(fault: FaultRule): Readonly<Record<string, string>>;
  /** An error event inside an answer that has begun. */
  faultFrame(fault: FaultRule): string;
}

/** One server-sent event. */
export function sse(data: unknown, event?: string): string {
  const json = typeof data === 'string' ? data : JSON.stringify(data);
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${json}\n\n`;
}

/** About as long as real tokens: a word with its space, long words in two. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*\S{1,7}|\s+$/g) ?? [];
}

/** Tokens of anything, counted roughly. */
export function countTokens(value: unknown): number {
  return tokensOf(typeof value === 'string' ? value : JSON.stringify(value)).length;
}

/** Cuts JSON into pieces of at most `length` characters. */
export function fragmentsOf(json: string, length: number): string[] {
  return json.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
}
