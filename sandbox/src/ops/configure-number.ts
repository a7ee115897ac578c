import { withTimeout, type Clock } from '@standardiste/shared/time/clock.ts';
import { askProcess } from './ask-process.ts';
import type { NumberChange } from './process-contract.ts';
import type { ProcessEnvironments } from './read-environments.ts';

export interface ConfiguredNumber {
  readonly changes: readonly NumberChange[];
  /** What is not as it should be after all. Empty, and not a dry run: the number is set up. */
  readonly problems: readonly string[];
}

/** Points a number at the relay, and asks the relay at each address whether it is there: it refuses what Twilio did not sign. */
export async function configureNumber(
  { environments }: ProcessEnvironments,
  task: {
    readonly number: string;
    readonly fallbackUrl: string | undefined;
    readonly isDryRun: boolean;
  },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<ConfiguredNumber> {
  const { number, fallbackUrl, isDryRun } = task;
  const environment = environments.get('media-relay') ?? {};
  const answer = await askProcess(
    'media-relay',
    { type: 'number', number, fallbackUrl, isDryRun },
    { environment, signal },
  );
  switch (answer.type) {
    case 'problems':
      return { changes: [], problems: answer.problems };
    case 'failed':
      return { changes: [], problems: [`${answer.cause}\n${answer.advice}`] };
    case 'findings':
      throw new TypeError('Findings are no answer to the task of a number');
    case 'number': {
      const { changes, remaining, settings } = answer;
      if (isDryRun) return { changes, problems: [] };
      const differences = remaining.map(
        ({ setting, from, to }) =>
          `${setting} is « ${from} » and not « ${to} »: somebody else sets it too`,
      );
      const addresses = ['voiceUrl', 'statusCallback', 'smsUrl'].map(
        (name) => settings[name] ?? '',
      );
      const unanswered = await Promise.all(
        addresses.map((url) => relayProblem(url, clock, signal)),
      );
      return { changes, problems: [...differences, ...unanswered.flatMap((each) => each ?? [])] };
    }
  }
}

const answerTimeoutMs = 10_000;

/** The relay answers 403 to a request without a signature; whoever answers otherwise is not the relay, or does not check. */
async function relayProblem(
  url: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const limit = { timeoutMs: answerTimeoutMs, what: 'Asking the relay', signal };
    const response = await withTimeout(clock, limit, (limited) =>
      fetch(url, { method: 'POST', signal: limited, redirect: 'manual' }),
    );
    await response.body?.cancel();
    if (response.status === 403) return undefined;
    return `${url} answers ${response.status} to a request without a signature, where the relay answers 403`;
  } catch (error) {
    signal.throwIfAborted();
    return `${url} cannot be reached (${error instanceof Error ? error.message : String(error)}): calls would go to the fallback`;
  }
}
