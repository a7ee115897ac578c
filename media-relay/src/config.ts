import { z } from 'zod';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { telemetryVariables } from '@standardiste/shared/telemetry/telemetry-config.ts';

const optional = z.string().min(1).optional();

/** Every variable the relay reads; documented in `.env.example`. */
export const relayVariables = z.object({
  PORT: z.coerce.number().int().positive().max(65_535).default(8080),
  /** `https://callbot.example.fr`: signatures are checked against it, never against headers. */
  PUBLIC_BASE_URL: z.url(),
  STATE_BACKEND: z.enum(['firestore', 'embedded']).default('firestore'),
  EVENT_BACKEND: z.enum(['pubsub', 'embedded']).default('pubsub'),
  EMBEDDED_DATA_DIR: optional,
  GOOGLE_CLOUD_PROJECT: optional,
  FIRESTORE_DATABASE: z.string().min(1).default('(default)'),
  FIRESTORE_EMULATOR_HOST: optional,
  PUBSUB_EMULATOR_HOST: optional,
  SPEECH_API_ENDPOINT: optional,
  SPEECH_LOCATION: z.string().min(1).default('eu'),
  SPEECH_MODEL: z.string().min(1).default('chirp_3'),
  TEXT_TO_SPEECH_API_ENDPOINT: optional,
  VOICE_ENGINE: z.enum(['cascade']).default('cascade'),
  LLM_PROVIDER: z.string().min(1).default('rules'),
  LLM_MODEL: optional,
  LLM_LOCATION: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('eu'),
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: optional,
  ANTHROPIC_API_KEY: optional,
  ANTHROPIC_BASE_URL: optional,
  AZURE_OPENAI_ENDPOINT: optional,
  AZURE_OPENAI_API_KEY: optional,
  GEMINI_API_KEY: optional,
  GEMINI_BASE_URL: optional,
  VERTEX_BASE_URL: optional,
  VERTEX_ACCESS_TOKEN: optional,
  TWILIO_ACCOUNT_SID: z.string().min(1),
  TWILIO_AUTH_TOKEN: z.string().min(1),
  TWILIO_AUTH_TOKEN_SECONDARY: optional,
  TWILIO_REGION: optional,
  TWILIO_EDGE: optional,
  TWILIO_API_BASE_URL: optional,
  /** Signs the one-time tokens of media sockets; at least 32 characters. */
  CALL_TOKEN_KEY: z.string().min(32),
  MAX_CONCURRENT_CALLS: z.coerce.number().int().positive().max(1_000).default(80),
  LOG_LEVEL: z.enum(['debug', 'info', 'warning', 'error']).default('info'),
  ...telemetryVariables,
});

/** Checked even when other variables are wrong, so that one message names them all. */
const always = { when: () => true };

const schema = relayVariables
  .refine(
    ({ STATE_BACKEND: state, EVENT_BACKEND: events, EMBEDDED_DATA_DIR: dataDir }) =>
      dataDir !== undefined || (state !== 'embedded' && events !== 'embedded'),
    { path: ['EMBEDDED_DATA_DIR'], message: 'needed by the embedded backends', ...always },
  )
  .refine(
    ({ STATE_BACKEND: state, EVENT_BACKEND: events, GOOGLE_CLOUD_PROJECT: project }) =>
      project !== undefined || (state === 'embedded' && events === 'embedded'),
    { path: ['GOOGLE_CLOUD_PROJECT'], message: 'needed by Firestore and Pub/Sub', ...always },
  );

export type RelayConfig = z.infer<typeof schema>;

/** @throws ConfigInvalidError naming every variable that is missing or wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): RelayConfig {
  return readEnvironment(schema, environment);
}
