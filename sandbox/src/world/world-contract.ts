import { z } from 'zod';
import { callerScriptSchema } from '../caller/caller-script.ts';
import { faultRuleSchema } from '../vendors/faults.ts';

/** What the outside world prints when it is ready: where everybody listens. */
export const worldOriginsSchema = z.strictObject({
  control: z.url(),
  twilio: z.url(),
  speech: z.url(),
  textToSpeech: z.url(),
  calendar: z.url(),
  salesforce: z.url(),
  openai: z.url(),
  anthropic: z.url(),
  gemini: z.url(),
  vertex: z.url(),
  azureOpenai: z.url(),
  rag: z.url(),
  embeddings: z.url(),
});
export type WorldOrigins = z.infer<typeof worldOriginsSchema>;

export const vendorNames = [
  'twilio',
  'speech',
  'textToSpeech',
  'calendar',
  'salesforce',
  'openai',
  'anthropic',
  'gemini',
  'vertex',
  'azureOpenai',
  'rag',
  'embeddings',
] as const;
export type VendorName = (typeof vendorNames)[number];

/** `POST /calls`: the scripted caller dials. */
export const placeCallSchema = z.strictObject({
  scenario: z.string(),
  /** Played in place of the scenario's own script; the scenario still tells who calls. */
  script: callerScriptSchema.optional(),
  seed: z.int().min(0).default(1),
  /** The relay's public address. */
  publicBaseUrl: z.url(),
  /** How Twilio misbehaves for this call. */
  faults: z
    .strictObject({
      duplicateVoiceWebhook: z.boolean().default(false),
      statusCallbackCount: z.int().min(0).max(5).default(1),
      statusOutOfOrder: z.boolean().default(false),
      afterDrop: z.enum(['continue', 'hang-up']).default('continue'),
    })
    .prefault({}),
});
export type PlaceCall = z.input<typeof placeCallSchema>;

/** `POST /faults`: replaces a vendor's fault rules. */
export const setFaultsSchema = z.strictObject({
  vendor: z.enum(vendorNames),
  rules: z.array(faultRuleSchema),
});
export type SetFaults = z.input<typeof setFaultsSchema>;

const utterance = z.object({ text: z.string(), startMs: z.number(), endMs: z.number() });

/** What the caller experienced. Times are ms since the answer. */
export const placedCallSchema = z.object({
  callSid: z.string(),
  endedBy: z.enum(['caller', 'callbot', 'network']),
  answeredAtMs: z.number(),
  durationMs: z.number(),
  agent: z.array(utterance.extend({ firstCharacterMs: z.number() })),
  caller: z.array(utterance),
  damageCount: z.number(),
  /** Set when the caller gave up: why, and what was heard last. */
  gaveUp: z.string().nullable(),
  /** μ-law 8 kHz, base64: left is the caller, right the callbot. */
  recording: z.object({ left: z.string(), right: z.string() }),
});
export type PlacedCall = z.infer<typeof placedCallSchema>;
