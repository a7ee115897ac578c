import { parseArgs } from 'node:util';
import { languageModelProviders } from '@standardiste/shared/contracts/profile.ts';
import { knowledgeBackends, type KnowledgeBackend } from './scenarios/scenario.ts';
import { scenarioNames, scenarioOf, type ScenarioName } from './scenarios/scenarios.ts';

export interface CallOptions {
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly isJson: boolean;
  readonly isVerbose: boolean;
  readonly state: 'embedded' | 'firestore';
  readonly events: 'embedded' | 'pubsub';
  readonly calendar: 'google' | 'salesforce';
  readonly languageModel: string;
  readonly knowledge: KnowledgeBackend;
  readonly isOnce: boolean;
  readonly isAttached: boolean;
  /** Runs the relay and the functions as they are deployed. */
  readonly isBundled: boolean;
  /** Prints the call's trace too. */
  readonly isTraced: boolean;
}

/** The command line cannot be understood; the message says why and what would be. */
export class UsageError extends Error {}

const languageModels = ['rules', ...languageModelProviders] as const;

/** Reads the options that `npm start` and `npm run call` share. @throws UsageError */
export function readCallOptions(argv: readonly string[]): CallOptions | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const scenario = oneOf('--scenario', values.scenario, scenarioNames);
  const knowledge = values.knowledge ?? scenarioOf(scenario, 0).knowledge ?? 'embedded';
  if (knowledge === 'firestore' && values.state !== 'firestore') {
    throw new UsageError('--knowledge firestore needs --state firestore: vectors are kept there');
  }
  return {
    scenario,
    knowledge: oneOf('--knowledge', knowledge, knowledgeBackends),
    seed: wholeNumber('--seed', values.seed),
    isJson: values.json,
    isVerbose: values.verbose,
    state: oneOf('--state', values.state, ['embedded', 'firestore'] as const),
    events: oneOf('--events', values.events, ['embedded', 'pubsub'] as const),
    calendar: oneOf('--calendar', values.calendar, ['google', 'salesforce'] as const),
    languageModel: values.llm
      .split(',')
      .map((name) => oneOf('--llm', name.trim(), languageModels))
      .join(','),
    isOnce: values.once,
    isAttached: values.attach,
    isBundled: values.bundles,
    isTraced: values.trace,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        scenario: { type: 'string', default: 'book' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        state: { type: 'string', default: 'embedded' },
        events: { type: 'string', default: 'embedded' },
        calendar: { type: 'string', default: 'google' },
        llm: { type: 'string', default: 'rules' },
        knowledge: { type: 'string' },
        once: { type: 'boolean', default: false },
        attach: { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
        bundles: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<Value extends string>(
  name: string,
  value: string,
  allowed: readonly Value[],
): Value {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new UsageError(`${name} takes one of ${allowed.join(', ')}, not « ${value} »`);
}

function wholeNumber(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UsageError(`${name} takes a whole number, not « ${value} »`);
}

/** The options of both commands, for `--help`. */
export const callOptionsHelp = `  --scenario NAME  ${scenarioNames.join(' | ')} (default book)
  --seed N         which paraphrases the caller uses (default 1)
  --llm NAME       ${languageModels.join(' | ')} (default rules)
                   or a list with commas; each vendor is simulated, and speaks its own protocol
  --calendar NAME  google | salesforce: where appointments are kept (default google)
  --knowledge NAME embedded | rag | firestore (default embedded, or what the scenario needs; rag asks the simulated
                   service, firestore searches vectors and needs --state firestore)
  --state NAME     embedded | firestore (default embedded; firestore runs Google's emulator)
  --events NAME    embedded | pubsub (default embedded; pubsub runs Google's emulator)
  --bundles        run the relay and the functions from their bundles, as deployed (makes them first: a minute)
  --verbose        also print what every process logs
  --help           this text`;
