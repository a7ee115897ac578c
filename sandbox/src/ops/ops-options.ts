import { parseArgs } from 'node:util';
import { z } from 'zod';

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {}

/** Where the processes' variables come from. */
export interface EnvironmentSource {
  /** Files of `NAME=value` lines, laid over the shell's variables in this order. */
  readonly envFiles: readonly string[];
  /** A tfvars file in place of the shell's variables: what terraform would give each process, with the secrets of Secret Manager. */
  readonly tfvars: string | undefined;
  /** Secret Manager is not asked: every secret that the tfvars file lists counts as right. */
  readonly isOffline: boolean;
}

interface Common {
  readonly source: EnvironmentSource;
  readonly isJson: boolean;
}

export type OpsOptions =
  | { readonly command: 'help' }
  | (Common & {
      readonly command: 'twilio configure';
      readonly number: string;
      readonly fallbackUrl: string | undefined;
      readonly isDryRun: boolean;
    })
  | (Common & { readonly command: 'smoke' })
  | (Common & { readonly command: 'config check'; readonly profiles: readonly string[] });

export const opsHelp = `npm run ops -- COMMAND [options]: setting the callbot up, and seeing whether it is well

  twilio configure --number +33…   points a number's calls, their status and its messages at the relay (PUBLIC_BASE_URL), has them
                                   processed in TWILIO_REGION, reads everything again and asks the relay whether it is there
      --fallback URL               called when the relay does not answer: a TwiML Bin that dials a person
      --dry-run                    says what it would change, and changes nothing
  smoke                            asks every service that a call needs, through the clients that calls use, with causes and advice
  config check                     would every process start? Names everything that is wrong at once
      --profile FILE               and are these profiles right (JSON; may be given several times)
      --offline                    with --tfvars: do not read the secrets from Secret Manager

Variables (.env.example) come from the shell, or
  --env-file FILE                  from files laid over it, in this order
  --tfvars FILE                    as terraform gives them to each process, with the secrets from Secret Manager

  --json                           one JSON object on the last line, for programs
  --help                           this text

Exits with 0 when all is well, with 1 when something is not, with 2 for wrong options.`;

/** Reads the command line. @throws UsageError */
export function readOpsOptions(argv: readonly string[]): OpsOptions {
  const { values, positionals } = parse(argv);
  if (values.help) return { command: 'help' };
  const command = positionals.join(' ');
  const { number, fallback: fallbackUrl, profile: profiles, json: isJson } = values;
  const source = {
    envFiles: values['env-file'],
    tfvars: values.tfvars,
    isOffline: values.offline,
  };
  if (source.isOffline && source.tfvars === undefined) {
    throw new UsageError('--offline belongs to --tfvars');
  }
  if (source.tfvars !== undefined && source.envFiles.length > 0) {
    throw new UsageError('--tfvars and --env-file exclude each other');
  }
  const common = { source, isJson };
  switch (command) {
    case 'twilio configure':
      return {
        ...common,
        command,
        number: phone(number),
        fallbackUrl: webAddress(fallbackUrl),
        isDryRun: values['dry-run'],
      };
    case 'smoke':
      if (source.isOffline) throw new UsageError('smoke needs the secrets: leave --offline out');
      return { ...common, command };
    case 'config check':
      return { ...common, command, profiles };
    default:
      throw new UsageError(
        command === '' ? 'A command is missing' : `There is no command « ${command} »`,
      );
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        number: { type: 'string' },
        fallback: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        profile: { type: 'string', multiple: true, default: [] },
        offline: { type: 'boolean', default: false },
        'env-file': { type: 'string', multiple: true, default: [] },
        tfvars: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function phone(number: string | undefined): string {
  if (number === undefined) throw new UsageError('twilio configure needs --number +33…');
  if (z.e164().safeParse(number).success) return number;
  throw new UsageError(
    `--number takes a number with its country, such as +33199000001, not « ${number} »`,
  );
}

function webAddress(url: string | undefined): string | undefined {
  if (url === undefined || (URL.canParse(url) && new URL(url).protocol === 'https:')) return url;
  throw new UsageError(`--fallback takes an https address, not « ${url} »`);
}
