import { z } from 'zod';

const durationSchema = z
  .looseObject({
    seconds: z.union([z.string(), z.number()]).nullish(),
    nanos: z.number().nullish(),
  })
  .nullish();

const responseSchema = z.looseObject({
  results: z
    .array(
      z.looseObject({
        alternatives: z.array(z.looseObject({ transcript: z.string().nullish() })).nullish(),
        isFinal: z.boolean().nullish(),
        stability: z.number().nullish(),
        resultEndOffset: durationSchema,
      }),
    )
    .nullish(),
  speechEventType: z.union([z.string(), z.number()]).nullish(),
});

/** What a response says. `endMs` counts from the start of its stream; undefined where Google did not tell. */
export type RecognitionPart =
  | { readonly type: 'speech-start' }
  | { readonly type: 'speech-end' }
  | { readonly type: 'interim'; readonly text: string; readonly stability: number }
  | { readonly type: 'final'; readonly text: string; readonly endMs: number | undefined }
  /** A message that says nothing that we understand. */
  | { readonly type: 'ignored' };

/**
 * Reads a `StreamingRecognizeResponse`. A settled result comes first; the interims after it are one hypothesis in several pieces
 * (the stable beginning, then the rest), which are joined, and are as stable as the least stable one.
 */
export function parseRecognitionResponse(response: unknown): RecognitionPart[] {
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) return [{ type: 'ignored' }];
  const parts: RecognitionPart[] = [];
  const event = parsed.data.speechEventType;
  if (event === 'SPEECH_ACTIVITY_BEGIN') parts.push({ type: 'speech-start' });
  if (event === 'SPEECH_ACTIVITY_END') parts.push({ type: 'speech-end' });
  let interim = '';
  let stability = 1;
  for (const result of parsed.data.results ?? []) {
    const transcript = result.alternatives?.[0]?.transcript ?? '';
    if (result.isFinal === true) {
      const endMs = toMs(result.resultEndOffset);
      parts.push({ type: 'final', text: transcript.trim(), endMs });
    } else {
      interim += transcript;
      stability = Math.min(stability, result.stability ?? 0);
    }
  }
  if (interim.trim() !== '') parts.push({ type: 'interim', text: interim.trim(), stability });
  return parts.length > 0 ? parts : [{ type: 'ignored' }];
}

function toMs(duration: z.infer<typeof durationSchema>): number | undefined {
  if (duration === null || duration === undefined) return undefined;
  return Number(duration.seconds ?? 0) * 1_000 + (duration.nanos ?? 0) / 1e6;
}
