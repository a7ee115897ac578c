import { logLevels, type LogLevel } from '@standardiste/shared/log/logger.ts';
import {
  telemetryConfig,
  telemetryVariables,
  type TelemetryConfig,
} from '@standardiste/shared/telemetry/telemetry-config.ts';
import { z } from 'zod';

/** The process environment, or what stands in for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that every function reads; spread them into the function's own schema. */
export const platformVariables = {
  GOOGLE_CLOUD_PROJECT: z.string().min(1).default('standardiste-local'),
  FIRESTORE_DATABASE: z.string().min(1).default('(default)'),
  STATE_BACKEND: z.enum(['firestore', 'embedded']).default('firestore'),
  EVENT_BACKEND: z.enum(['pubsub', 'embedded']).default('pubsub'),
  /** Where the embedded backends keep their file. */
  EMBEDDED_DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  ...telemetryVariables,
} as const;

/** What the platform needs to open its store and bus, and to log. */
export interface PlatformConfig {
  readonly projectId: string;
  readonly firestoreDatabase: string;
  readonly stateBackend: 'firestore' | 'embedded';
  readonly eventBackend: 'pubsub' | 'embedded';
  readonly embeddedDataDir: string;
  readonly logLevel: LogLevel;
  readonly telemetry: TelemetryConfig;
}

/** The least that a function's configuration holds: `platform`, beside the function's own pieces. */
export interface FunctionConfig {
  readonly platform: PlatformConfig;
}

const platformSchema = z.object(platformVariables);

/** The platform's part of a function's parsed variables. */
export function platformConfig(values: z.infer<typeof platformSchema>): PlatformConfig {
  return {
    projectId: values.GOOGLE_CLOUD_PROJECT,
    firestoreDatabase: values.FIRESTORE_DATABASE,
    stateBackend: values.STATE_BACKEND,
    eventBackend: values.EVENT_BACKEND,
    embeddedDataDir: values.EMBEDDED_DATA_DIR,
    logLevel: values.LOG_LEVEL,
    telemetry: telemetryConfig(values),
  };
}
