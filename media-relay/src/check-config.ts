import { ConfigInvalidError } from '@standardiste/shared/errors/callbot-error.ts';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { readConfig, relayVariables } from './config.ts';
import { openLanguageModel } from './open-engine.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const ofModels = /^(?:LLM|OPENAI|ANTHROPIC|AZURE_OPENAI|GEMINI|VERTEX)_|^GOOGLE_CLOUD_PROJECT$/;

/** Right in form, so that the variables of language models can be looked at although others are wrong. */
const standIns = {
  PUBLIC_BASE_URL: 'https://callbot.example.fr',
  GOOGLE_CLOUD_PROJECT: 'standardiste',
  TWILIO_ACCOUNT_SID: 'AC',
  TWILIO_AUTH_TOKEN: 'token',
  CALL_TOKEN_KEY: 'k'.repeat(32),
};

/**
 * Everything in the relay's environment that cannot be used or cannot be meant: what keeps it from starting, what the models'
 * vendors lack, and what would send callers' data or Twilio elsewhere.
 */
export function checkRelayConfig(environment: Environment): readonly string[] {
  const models = Object.entries(environment).filter(([name]) => ofModels.test(name));
  return [
    ...problemsOf(() => readConfig(environment)),
    ...problemsOf(() =>
      openLanguageModel(
        readConfig({ ...standIns, ...Object.fromEntries(models) }),
        systemClock,
        {},
      ),
    ),
    ...regionProblems(environment),
    ...addressProblems(environment),
  ].filter((problem, index, all) => all.indexOf(problem) === index);
}

/** What `run` says against the configuration, a line each. Faults of another kind go on. */
function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof ConfigInvalidError) return linesOf(error);
    throw error;
  }
}

/** « The environment cannot be used: » is followed by a line for each variable. */
function linesOf({ message }: ConfigInvalidError): readonly string[] {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.length > 1 ? lines.slice(1) : lines;
}

function regionProblems({ TWILIO_REGION: region, TWILIO_EDGE: edge }: Environment): string[] {
  if (edge && !region) {
    return [
      'TWILIO_REGION: is not set, and TWILIO_EDGE alone means processing in the United States',
    ];
  }
  if (region && !edge)
    return ['TWILIO_EDGE: is not set, and TWILIO_REGION needs one (ie1: dublin)'];
  return [];
}

function addressProblems({ PUBLIC_BASE_URL: url }: Environment): string[] {
  if (!url || !URL.canParse(url)) return [];
  const { protocol, hostname, search, hash } = new URL(url);
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1';
  return [
    ...(protocol === 'https:' || isHere
      ? []
      : ['PUBLIC_BASE_URL: expected https, Twilio is to send calls there']),
    ...(search === '' && hash === ''
      ? []
      : ['PUBLIC_BASE_URL: expected an address without ? and #']),
  ];
}

/** What setting up a number takes of the relay's variables. @throws ConfigInvalidError */
export function readNumberConfig(environment: Environment) {
  return readEnvironment(
    relayVariables.pick({
      PUBLIC_BASE_URL: true,
      TWILIO_ACCOUNT_SID: true,
      TWILIO_AUTH_TOKEN: true,
      TWILIO_REGION: true,
      TWILIO_EDGE: true,
      TWILIO_API_BASE_URL: true,
    }),
    environment,
  );
}
