import { sleep, type Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { Hono } from 'hono';
import { z } from 'zod';
import { FaultPlan } from '../faults.ts';
import { answerWithFaults } from '../http-faults.ts';
import { listenHttp } from '../http-listener.ts';
import type { VendorSimulator } from '../simulator.ts';

export interface RagDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface RagSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  /** Expected as a bearer token; without it everybody may ask. */
  readonly apiKey?: string;
  readonly documents?: readonly RagDocument[];
  /** Answers also with the sentence that says most of what is asked, or with this text; streamed to whoever takes a stream. */
  readonly generatesAnswers?: boolean | string;
  /** Between two words of a streamed answer. */
  readonly wordMs?: number;
}

export interface RagState {
  readonly questions: readonly z.infer<typeof questionSchema>[];
}

const questionSchema = z.strictObject({
  question: z.string().min(1).max(500),
  limit: z.int().min(1).max(20).default(3),
  profileId: z.string(),
});

/** A share of the question's long words that a passage must have. */
const relevance = 0.6;

/**
 * A RAG inference service on this machine, in the shape that the product's client speaks:
 *
 *     POST /inference   authorization: Bearer <key>
 *     { "question": "Combien coûte le BTS ?", "limit": 3, "profileId": "ecole-demo" }
 *     200 { "passages": [{ "documentId", "title", "text", "score": 0…1 }], "isRelevant": true, "answer": null }
 *     400 | 401 { "error": "…" }
 *
 * With `accept: application/x-ndjson` and a generated answer: the same object without `answer` on the first line, then one
 * `{ "delta": "…" }` a line.
 *
 * A paragraph scores the share of the question's words of four letters and more that it has. Fault operation: `inference`.
 */
export async function startRagSimulator(
  options: RagSimulatorOptions = {},
): Promise<VendorSimulator<RagState> & { readonly inferenceUrl: string }> {
  const { clock = systemClock, documents = [] } = options;
  const faults = new FaultPlan();
  const questions: z.infer<typeof questionSchema>[] = [];
  const passages = documents.flatMap(({ id, title, text }) =>
    text.split(/\n\s*\n/).map((part) => ({ documentId: id, title, text: part.trim() })),
  );

  const app = new Hono();
  app.post('/inference', (context) =>
    answerWithFaults(
      context.env,
      {
        faults,
        clock,
        operation: 'inference',
        errorResponse: ({ status }) => Response.json({ error: 'simulated' }, { status }),
      },
      async () => {
        const key = context.req.header('authorization');
        if (options.apiKey !== undefined && key !== `Bearer ${options.apiKey}`) {
          return Response.json({ error: 'unauthorised' }, { status: 401 });
        }
        const parsed = questionSchema.safeParse(await context.req.json().catch(() => undefined));
        if (!parsed.success) {
          return Response.json({ error: z.prettifyError(parsed.error) }, { status: 400 });
        }
        questions.push(parsed.data);
        const found = rank(passages, parsed.data);
        const isRelevant = (found[0]?.score ?? 0) >= relevance;
        const answer = isRelevant ? generate(options, found, parsed.data.question) : null;
        const takesStream = context.req.header('accept')?.includes('application/x-ndjson');
        if (answer === null || !takesStream)
          return Response.json({ passages: found, isRelevant, answer });
        const lines = streamOf({ passages: found, isRelevant }, answer, { clock, ...options });
        return new Response(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), {
          headers: { 'content-type': 'application/x-ndjson' },
        });
      },
    ),
  );
  const listener = await listenHttp(app, options.port);
  return {
    origin: listener.origin,
    inferenceUrl: `${listener.origin}/inference`,
    faults,
    state: () => ({ questions: [...questions] }),
    reset() {
      faults.set([]);
      questions.length = 0;
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

function generate(
  { generatesAnswers: generates }: RagSimulatorOptions,
  found: readonly RagPassage[],
  question: string,
): string | null {
  if (typeof generates === 'string') return generates;
  if (generates !== true) return null;
  const wanted = wordsOf(question);
  const sentences = found.flatMap(({ title, text }) => {
    // The title's words tell what it is about, not what is asked of it.
    const asked = wanted.difference(wordsOf(title));
    return text
      .split(/(?<=[.!?])\s+/)
      .map((sentence) => ({ sentence, closeness: asked.intersection(wordsOf(sentence)).size }));
  });
  return sentences.sort((a, b) => b.closeness - a.closeness)[0]?.sentence ?? null;
}

async function* streamOf(
  first: object,
  answer: string,
  { clock, wordMs = 0 }: { readonly clock: Clock; readonly wordMs?: number },
): AsyncGenerator<string, void, undefined> {
  yield `${JSON.stringify(first)}\n`;
  for (const delta of answer.match(/\S+\s*/g) ?? []) {
    if (wordMs > 0) await sleep(clock, wordMs);
    yield `${JSON.stringify({ delta })}\n`;
  }
}

interface RagPassage {
  readonly documentId: string;
  readonly title: string;
  readonly text: string;
}

function rank(
  passages: readonly RagPassage[],
  { question, limit }: z.infer<typeof questionSchema>,
): readonly (RagPassage & { score: number })[] {
  const wanted = wordsOf(question);
  if (wanted.size === 0) return [];
  return passages
    .map((passage) => {
      const has = wordsOf(`${passage.title} ${passage.text}`);
      return { ...passage, score: wanted.intersection(has).size / wanted.size };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

/** Words by their first five letters, and words of price and time for each other: stemming enough for a stand-in. */
function wordsOf(text: string): Set<string> {
  const plain = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
  const words = plain.match(/\p{L}{4,}/gu) ?? [];
  const stems = words.filter((word) => !askingWords.has(word)).map((word) => word.slice(0, 5));
  return new Set(stems.map((stem) => meanings[stem] ?? stem));
}

const askingWords = new Set(
  'quel quels quelle quelles comment combien passe vous avez sont dans pour bonjour aimerais connaitre'.split(
    ' ',
  ),
);

const meanings: Readonly<Record<string, string>> = {
  tarif: 'prix',
  coute: 'prix',
  couts: 'prix',
  frais: 'prix',
  temps: 'duree',
  dure: 'duree',
  annee: 'duree',
};
