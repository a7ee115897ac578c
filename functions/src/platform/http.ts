import { http, type Request, type Response } from '@google-cloud/functions-framework';
import type { DocumentStore } from '@standardiste/shared/cloud/document-store.ts';
import type { EventBus } from '@standardiste/shared/cloud/event-bus.ts';
import type { FunctionName } from '@standardiste/shared/contracts/subscriptions.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import type { Logger } from '@standardiste/shared/log/logger.ts';
import type { Tracer } from '@standardiste/shared/telemetry/tracer.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { openBus, openStore } from './backends.ts';
import type { Environment, FunctionConfig } from './config.ts';
import type { AnyEventHandler } from './event-handler.ts';
import type { EventFunction } from './event-function.ts';

/** What a function's handlers are made from; opened when the first event comes, closed with the registration. */
export interface FunctionDependencies<Config extends FunctionConfig> {
  readonly config: Config;
  readonly store: DocumentStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tracer: Tracer;
}

export interface EventFunctionRegistration<Config extends FunctionConfig> {
  readonly name: FunctionName;
  readonly environment: Environment;
  /** Reads the function's variables. Called at once: a wrong deployment fails when it starts, not at its first event. */
  readConfig(environment: Environment): Config;
  /** Makes the handlers and their clients; called once, at the first event. Import heavy clients in here, with `import()`. */
  createHandlers(
    dependencies: FunctionDependencies<Config>,
  ): Promise<readonly AnyEventHandler[]> | readonly AnyEventHandler[];
  /** How to see that the services behind the handlers answer; for whoever sets the callbot up, never while it runs. */
  createChecks?(
    dependencies: FunctionDependencies<Config>,
  ): Promise<readonly HealthCheck[]> | readonly HealthCheck[];
}

/** A function that is registered. Disposing closes the store and the bus. */
export interface RegisteredFunction extends AsyncDisposable {
  /** The checks of its services, through the clients that its handlers use. They end with the registration. */
  openChecks(): Promise<readonly HealthCheck[]>;
}

/** No event of ours comes near this size. */
const maxBodyBytes = 1024 * 1024;

/**
 * Registers a function that takes Pub/Sub pushes by `POST`, under its name, with the functions framework. Call it from the
 * function's index.ts:
 *
 *     export const registered = registerEventFunction({
 *       name: 'sms-follow-up',
 *       environment: process.env,
 *       readConfig: readSmsFollowUpConfig, // (environment) => ({ platform: platformConfig(values), twilio: … })
 *       createHandlers: async ({ config, store, clock }) => {
 *         const { createTwilioMessages } = await import('../integrations/messages/twilio-messages.ts');
 *         return [createAppointmentMessage({ store, messages: createTwilioMessages(config.twilio), clock })];
 *       },
 *     });
 *
 * Whoever registers may dispose of the result: that closes the store and the bus.
 * @throws ConfigInvalidError naming every bad variable.
 */
export function registerEventFunction<Config extends FunctionConfig>(
  registration: EventFunctionRegistration<Config>,
): RegisteredFunction {
  const config = registration.readConfig(registration.environment);
  let opened: Promise<OpenFunction> | undefined;
  http(registration.name, async (request: Request, response: Response) => {
    const refusal = refuse(request);
    if (refusal !== undefined) return void response.status(refusal.status).json(refusal.body);
    // A failed opening is not kept: the redelivered event tries again.
    opened ??= open(registration, config).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    const { run } = await opened;
    const { status, body } = await run({ body: request.body as unknown, headers: request.headers });
    response.status(status).json(body);
  });
  const checked = new AsyncDisposableStack();
  return {
    openChecks: async () =>
      (await registration.createChecks?.(await openDependencies(registration, config, checked))) ??
      [],
    async [Symbol.asyncDispose]() {
      await checked.disposeAsync();
      const closing = opened;
      opened = undefined;
      await (await closing)?.close();
    },
  };
}

interface OpenFunction {
  readonly run: EventFunction;
  close(): Promise<void>;
}

async function open<Config extends FunctionConfig>(
  registration: EventFunctionRegistration<Config>,
  config: Config,
): Promise<OpenFunction> {
  await using stack = new AsyncDisposableStack();
  const dependencies = await openDependencies(registration, config, stack);
  const handlers = await registration.createHandlers(dependencies);
  const { createEventFunction } = await import('./event-function.ts');
  const take = createEventFunction({ name: registration.name, handlers, ...dependencies });
  const run: EventFunction = async (request) => {
    const response = await take(request);
    // Once it has answered, the instance may get no processor time any more.
    await dependencies.tracer.flush();
    return response;
  };
  const kept = stack.move();
  return { run, close: () => kept.disposeAsync() };
}

/** What handlers and checks are made from; the stack closes it. */
async function openDependencies<Config extends FunctionConfig>(
  { name }: EventFunctionRegistration<Config>,
  config: Config,
  stack: AsyncDisposableStack,
): Promise<FunctionDependencies<Config>> {
  const clock = systemClock;
  const { projectId, logLevel } = config.platform;
  const store = stack.use(await openStore(config.platform, clock));
  connect(store);
  const bus = stack.use(await openBus(config.platform, clock));
  const { createLogger } = await import('@standardiste/shared/log/cloud-logger.ts');
  const { openTracer } = await import('@standardiste/shared/telemetry/open-tracer.ts');
  const logger = createLogger({ level: logLevel, service: name, projectId, clock });
  const { telemetry } = config.platform;
  const tracer = stack.use(
    openTracer({ config: telemetry, service: name, projectId, clock, logger }),
  );
  return { config, store, bus, clock, logger, tracer };
}

/** Signs in and connects while the rest is being loaded: the first real read finds the way open. What fails here fails there. */
function connect(store: DocumentStore): void {
  store.get('effects/none').catch(() => undefined);
}

function refuse(request: Request): { status: number; body: object } | undefined {
  if (request.method !== 'POST') return { status: 405, body: { outcome: 'method-not-allowed' } };
  const size = request.rawBody?.byteLength ?? 0;
  if (size > maxBodyBytes) return { status: 413, body: { outcome: 'too-large' } };
  return undefined;
}
