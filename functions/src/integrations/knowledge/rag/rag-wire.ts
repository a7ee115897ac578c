import { z } from 'zod';
import type { KnowledgeFindings } from '../knowledge.ts';

/** Far above five passages and an answer. */
const maxBytes = 256 * 1_024;
const maxPassageLength = 4_000;

/** What one answer, or the first line of a streamed one, holds. A service without a judgement leaves `isRelevant` out. */
const answerSchema = z.object({
  passages: z
    .array(
      z.object({
        documentId: z.string(),
        title: z.string().default(''),
        text: z.string(),
        score: z.number().default(0),
      }),
    )
    .max(100),
  isRelevant: z.boolean().optional(),
  answer: z.string().max(4_000).nullish(),
});

/** A further line of a streamed answer; lines with neither are passed over. */
const deltaSchema = z.object({ delta: z.string().default('') });

/** @throws SyntaxError, ZodError */
export function parseRagAnswer(json: string, limit: number): KnowledgeFindings {
  const { passages, isRelevant, answer } = answerSchema.parse(JSON.parse(json));
  return {
    passages: passages
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
      .map((passage) => ({ ...passage, text: passage.text.slice(0, maxPassageLength) })),
    isRelevant: isRelevant ?? passages.length > 0,
    answer: answer ?? null,
  };
}

/** @throws SyntaxError, ZodError */
export function parseRagDelta(json: string): string {
  return deltaSchema.parse(JSON.parse(json)).delta;
}

/** The lines of an answer as they come; a last one without a line end counts. @throws RangeError when it is longer than anything that could be spoken. */
export async function* linesOf(response: Response): AsyncGenerator<string, void, undefined> {
  const chunks: AsyncIterable<Uint8Array> | null = response.body;
  if (chunks === null) return;
  const decoder = new TextDecoder();
  let open = '';
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new RangeError(`the answer is over ${maxBytes} bytes`);
    const lines = (open + decoder.decode(chunk, { stream: true })).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  open += decoder.decode();
  if (open.trim() !== '') yield open;
}
