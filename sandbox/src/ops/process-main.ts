import {
  checkRelayConfig,
  openRelayChecks,
  readConfig,
  readNumberConfig,
  setUpNumber,
  twilioAccount,
} from '@standardiste/media-relay/ops/backends.ts';
import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { explainFailure } from '@standardiste/shared/health/explain-failure.ts';
import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import { runHealthChecks } from '@standardiste/shared/health/run-health-checks.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { sampleSecret } from '../deployment/sample-environment.ts';
import {
  answerPrefix,
  processTaskSchema,
  type ProcessAnswer,
  type ProcessTask,
} from './process-contract.ts';

/**
 * Stands in the place of one process of the product: reads the environment with that process's own schemas and asks its services
 * through its own clients. `node process-main.ts PROCESS TASK`; npm run ops starts it.
 */
const [name = '', taskText = ''] = process.argv.slice(2);
const signal = AbortSignal.timeout(120_000);
const clock = systemClock;
/** Routing of numbers is asked for in us1, whatever the region of the calls. */
const mainAuthToken = process.env['TWILIO_US1_AUTH_TOKEN'] || undefined;

interface RegisteredFunction extends AsyncDisposable {
  openChecks(): Promise<readonly HealthCheck[]>;
}

/** Loading a function's index.ts reads its environment. @throws ConfigInvalidError */
async function loadFunction(attempt = 1): Promise<RegisteredFunction> {
  // A module that failed is not evaluated again under the same name
  const query = attempt === 1 ? '' : `?attempt=${attempt}`;
  const module = (await import(`@standardiste/functions/${name}/index.ts${query}`)) as {
    readonly registered: RegisteredFunction;
  };
  return module.registered;
}

async function checkConfig(): Promise<ProcessAnswer> {
  const problems =
    name === 'media-relay' ? checkRelayConfig(process.env) : await functionProblems();
  return { type: 'problems', problems: [...problems] };
}

/**
 * A schema tells of all its variables; whatever is built from them is looked at after that, and fails by itself. So what is wrong is
 * put right for another look, as long as that changes something.
 */
async function functionProblems(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await using _registered = await loadFunction(attempt);
      return [...found];
    } catch (error) {
      if (!(error instanceof ConfigInvalidError)) throw error;
      const fresh = linesOf(error).filter((line) => !found.has(line));
      for (const line of fresh) {
        found.add(line);
        mend(/^([A-Z][A-Z0-9_]*): /.exec(line)?.[1]);
      }
      if (fresh.length === 0) return [...found];
    }
  }
}

/** A variable that is wrong is taken away, so that its default counts; one that is missing gets a value that has a secret's form. */
function mend(variable: string | undefined): void {
  if (variable === undefined) return;
  if (process.env[variable]) delete process.env[variable];
  else process.env[variable] = sampleSecret;
}

/** « The environment cannot be used: » is followed by a line for each variable. */
function linesOf({ message }: ConfigInvalidError): readonly string[] {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.length > 1 ? lines.slice(1) : lines;
}

async function smoke(): Promise<ProcessAnswer> {
  await using stack = new AsyncDisposableStack();
  const openChecks = async (): Promise<readonly HealthCheck[]> => {
    if (name !== 'media-relay') return stack.use(await loadFunction()).openChecks();
    const config = readConfig(process.env);
    return stack.use(await openRelayChecks(config, { clock, mainAuthToken })).checks;
  };
  const findings = await runHealthChecks(name, await openChecks(), { clock, signal });
  return { type: 'findings', findings: [...findings] };
}

async function setUp(task: Extract<ProcessTask, { type: 'number' }>): Promise<ProcessAnswer> {
  const config = readNumberConfig(process.env);
  const { number, fallbackUrl, isDryRun } = task;
  const report = await setUpNumber({
    account: twilioAccount(config),
    mainAuthToken,
    number,
    publicBaseUrl: config.PUBLIC_BASE_URL,
    fallbackUrl,
    isDryRun,
    clock,
    signal,
  });
  return {
    type: 'number',
    changes: [...report.changes],
    remaining: [...report.remaining],
    settings: { ...report.settings },
  };
}

async function run(task: ProcessTask): Promise<ProcessAnswer> {
  try {
    switch (task.type) {
      case 'config':
        return await checkConfig();
      case 'smoke':
        return await smoke();
      case 'number':
        return await setUp(task);
    }
  } catch (error) {
    if (error instanceof ConfigInvalidError) {
      return { type: 'problems', problems: [...linesOf(error)] };
    }
    return { type: 'failed', ...explainFailure('twilio', error) };
  }
}

const answer = await run(processTaskSchema.parse(JSON.parse(taskText)));
process.stdout.write(`\n${answerPrefix}${JSON.stringify(answer)}\n`, () => {
  // Clients keep connections, and some a timer
  process.exit(0);
});
